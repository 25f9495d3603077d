/// What makes the page of a report answer: filters, copied commands, films that show their first
/// picture when they come into view. The page is read without it too.
enum ReportScript {
  static let text = #"""
    "use strict";
    (() => {
      const by = (id) => document.getElementById(id);
      const all = (selector, root = document) => [...root.querySelectorAll(selector)];
      const said = by("said"), count = by("count"), filters = by("filters");
      const say = (text) => { said.textContent = text; };

      // What is not beside the page, as where it was sent without its folder.
      const miss = (element) => {
        if (!element.matches("figure img, figure video")) return;
        const figure = element.closest("figure");
        if (figure.querySelector(".missed")) return;
        const note = document.createElement("p");
        note.className = "message missed";
        note.textContent = "The file is not beside this page.";
        figure.append(note);
      };
      document.addEventListener("error", (event) => miss(event.target), true);
      for (const image of all("figure img")) {
        if (image.complete && image.currentSrc && !image.naturalWidth) miss(image);
      }

      // Filters. Words are gathered once; what does not change is not touched.
      const cards = all(".card").map((element) => ({
        element, medium: element.dataset.m, status: element.dataset.s, tags: element.dataset.t,
        words: null, isShown: true,
      }));
      const groups = all(".group").map((element) => ({
        element, cards: cards.filter((card) => element.contains(card.element)),
      }));
      const number = new Intl.NumberFormat("en");
      const value = (id) => by(id)?.value ?? "";
      const apply = () => {
        const wanted = value("search").toLowerCase().split(/\s+/).filter(Boolean);
        const medium = value("type"), status = value("status"), tag = value("tag");
        let shown = 0;
        for (const card of cards) {
          if (wanted.length && card.words === null) {
            card.words = card.element.textContent.toLowerCase();
          }
          const isShown = (!medium || card.medium === medium)
            && (!status || card.status === status)
            && (!tag || card.tags.includes(` ${tag} `))
            && wanted.every((word) => card.words.includes(word));
          if (isShown) shown += 1;
          if (isShown !== card.isShown) {
            card.isShown = isShown;
            card.element.hidden = !isShown;
          }
        }
        for (const group of groups) {
          const isShown = group.cards.some((card) => card.isShown);
          if (group.element.hidden === isShown) group.element.hidden = !isShown;
        }
        by("none").hidden = shown > 0;
        count.textContent = `${number.format(shown)} of ${number.format(cards.length)}`;
      };
      let timer = 0;
      filters.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(apply, 80);
      });
      filters.addEventListener("submit", (event) => event.preventDefault());
      filters.addEventListener("reset", () => {
        clearTimeout(timer);
        timer = setTimeout(apply);
      });
      // Browsers keep what was chosen when a page is loaded again.
      apply();

      // A link to an asset that is filtered out shows all again.
      const reveal = () => {
        const target = by(location.hash.slice(1));
        if (!target?.closest("#gallery")) return;
        if (target.closest("[hidden]")) {
          filters.reset();
          clearTimeout(timer);
          apply();
          target.scrollIntoView();
        }
      };
      window.addEventListener("hashchange", reveal);
      reveal();

      // Commands to copy.
      const copy = async (text) => {
        try {
          await navigator.clipboard.writeText(text);
        } catch {
          const field = document.createElement("textarea");
          field.value = text;
          document.body.append(field);
          field.select();
          document.execCommand("copy");
          field.remove();
        }
      };
      for (const button of all("button[data-copy]")) {
        button.hidden = false;
        button.title = button.dataset.copy;
      }
      document.addEventListener("click", async (event) => {
        const button = event.target.closest("button[data-copy]");
        if (!button) return;
        await copy(button.dataset.copy);
        button.focus();
        say(`Copied: ${button.dataset.copy}`);
        const label = button.firstChild, before = label.textContent;
        if (before === "Copied") return;
        label.textContent = "Copied";
        setTimeout(() => { label.textContent = before; }, 1500);
      });

      // Films without a poster show their first picture once they are near.
      const near = new IntersectionObserver((entries) => {
        for (const entry of entries) {
          if (!entry.isIntersecting) continue;
          entry.target.preload = "metadata";
          near.unobserve(entry.target);
        }
      }, { rootMargin: "200px" });
      for (const film of all("video:not([poster])")) near.observe(film);
    })();
    """#
}
