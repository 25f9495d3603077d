/// What makes the page of a graph move: pan, zoom, search, and a way along the edges. All of it goes by
/// keyboard; the page is read without it too.
enum GraphPageScript {
  static let text = #"""
    "use strict";
    (() => {
      const by = (id) => document.getElementById(id);
      const view = by("view"), svg = view.querySelector("svg"), panel = by("chosen");
      const find = by("find"), found = by("found");
      const size = { width: svg.width.baseVal.value, height: svg.height.baseVal.value };
      const nodes = [...svg.querySelectorAll(".node")].map((element) => {
        const box = element.querySelector("rect:last-of-type");
        const at = (name) => box[name].baseVal.value;
        return {
          element, words: element.querySelector("title").textContent, lines: [], before: [],
          after: [], x: at("x"), y: at("y"), width: at("width"), height: at("height"),
        };
      });
      for (const line of svg.querySelectorAll("path[data-f]")) {
        const from = Number(line.dataset.f);
        nodes[from].lines.push(line);
        if (line.dataset.t === undefined) continue;
        const to = Number(line.dataset.t), role = line.classList[1];
        const count = Number(line.dataset.n);
        if (to !== from) nodes[to].lines.push(line);
        nodes[from].after.push({ node: to, role, count });
        nodes[to].before.push({ node: from, role, count });
      }
      // Columns, for the way up and down.
      const columns = new Map();
      nodes.forEach((node, number) => {
        if (!columns.has(node.x)) columns.set(node.x, []);
        columns.get(node.x).push(number);
      });
      for (const column of columns.values()) column.sort((a, b) => nodes[a].y - nodes[b].y);

      // The view: the graph's point at its corner, and pixels of the screen to one of the graph.
      let x = 0, y = 0, scale = 1;
      const show = () => {
        const width = view.clientWidth / scale, height = view.clientHeight / scale;
        svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
      };
      const pan = (right, down) => { x += right / scale; y += down / scale; show(); };
      const zoom = (factor, atX = view.clientWidth / 2, atY = view.clientHeight / 2) => {
        const next = Math.min(4, Math.max(0.005, scale * factor));
        x += atX / scale - atX / next;
        y += atY / scale - atY / next;
        scale = next;
        show();
      };
      const fit = (least) => {
        const whole = Math.min(view.clientWidth / size.width, view.clientHeight / size.height, 1);
        scale = Math.max(whole, least);
        x = Math.min(0, (size.width - view.clientWidth / scale) / 2);
        y = Math.min(0, (size.height - view.clientHeight / scale) / 2);
        show();
      };

      // The node that is chosen, what it is joined with, and the panel about it.
      let here = null, tabStop = 0;
      const list = (title, ends) => {
        if (!ends.length) return;
        panel.append(Object.assign(document.createElement("h3"), { textContent: title }));
        const items = document.createElement("ul");
        for (const end of ends) {
          const item = document.createElement("li"), button = document.createElement("button");
          button.type = "button";
          button.textContent = nodes[end.node].words.split("\n")[0];
          button.addEventListener("click", () => choose(end.node));
          const notes = [end.role === "source" ? "" : end.role.replace("-", " "),
            end.count > 1 ? `×${end.count}` : ""].filter(Boolean).join(" ");
          item.append(button, notes ? ` (${notes})` : "");
          items.append(item);
        }
        panel.append(items);
      };
      const clear = () => {
        for (const element of svg.querySelectorAll(".lit, .here")) {
          element.classList.remove("lit", "here");
        }
        here = null;
        panel.hidden = true;
      };
      const mark = (number) => {
        clear();
        here = number;
        const node = nodes[number], words = node.words.split("\n");
        node.element.classList.add("here");
        for (const line of node.lines) line.classList.add("lit");
        for (const end of [...node.before, ...node.after]) {
          nodes[end.node].element.classList.add("lit");
        }
        panel.replaceChildren(
          Object.assign(document.createElement("h2"), { textContent: words[0] }),
          ...words.slice(1).map((line) =>
            Object.assign(document.createElement("p"), { textContent: line })));
        list("Made of", node.before);
        list("What builds on it", node.after);
        panel.hidden = false;
        nodes[tabStop].element.tabIndex = -1;
        tabStop = number;
        node.element.tabIndex = 0;
      };
      const choose = (number) => {
        mark(number);
        const node = nodes[number];
        if (scale < 0.3) scale = 1;
        const width = view.clientWidth / scale, height = view.clientHeight / scale;
        if (node.x < x || node.x + node.width > x + width) x = node.x + (node.width - width) / 2;
        if (node.y < y || node.y + node.height > y + height) {
          y = node.y + (node.height - height) / 2;
        }
        show();
        node.element.focus({ preventScroll: true });
      };
      const step = (key) => {
        const node = nodes[here];
        if (key === "ArrowLeft") return node.before[0]?.node;
        if (key === "ArrowRight") return node.after[0]?.node;
        const column = columns.get(node.x);
        return column[column.indexOf(here) + (key === "ArrowDown" ? 1 : -1)];
      };

      // Search.
      let matches = [];
      const search = () => {
        const wanted = find.value.trim().toLowerCase();
        matches = [];
        nodes.forEach((node, number) => {
          const isMatch = node.words.toLowerCase().includes(wanted);
          node.element.classList.toggle("dim", !isMatch);
          if (wanted && isMatch) matches.push(number);
        });
        found.textContent = wanted ? `${matches.length} of ${nodes.length}` : "";
      };

      const arrows = {
        ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
      };
      document.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.target === find) {
          if (event.key === "Escape") { find.value = ""; search(); view.focus(); }
          return;
        }
        const arrow = arrows[event.key];
        if (arrow && event.target.closest("aside")) return;
        if (arrow && here !== null && event.target === nodes[here].element) {
          const next = step(event.key);
          if (next !== undefined) choose(next);
        } else if (arrow) pan(arrow[0] * 80, arrow[1] * 80);
        else if (event.key === "+" || event.key === "=") zoom(1.25);
        else if (event.key === "-") zoom(0.8);
        else if (event.key === "0") fit(0);
        else if (event.key === "/") find.focus();
        else if (event.key === "Escape") { clear(); view.focus(); }
        else return;
        event.preventDefault();
      });
      nodes.forEach((node, number) => {
        node.element.tabIndex = number === 0 ? 0 : -1;
        node.element.addEventListener("focus", () => { if (here !== number) choose(number); });
        node.element.addEventListener("click", (event) => {
          event.preventDefault();
          if (moved < 5) choose(number);
        });
      });

      // By hand: drag, wheel, two fingers.
      let moved = 0;
      const held = new Map();
      view.addEventListener("dragstart", (event) => event.preventDefault());
      // A press on a node may begin a drag; only a click chooses.
      view.addEventListener("mousedown", (event) => {
        if (event.target.closest(".node")) event.preventDefault();
      });
      view.addEventListener("pointerdown", (event) => {
        if (event.button !== 0) return;
        if (!held.size) moved = 0;
        held.set(event.pointerId, event);
      });
      window.addEventListener("pointermove", (event) => {
        const last = held.get(event.pointerId);
        if (!last) return;
        const others = [...held.values()].filter((other) => other.pointerId !== event.pointerId);
        const right = event.clientX - last.clientX, down = event.clientY - last.clientY;
        moved += Math.abs(right) + Math.abs(down);
        view.classList.add("held");
        if (others.length) {
          const apart = (one) =>
            Math.hypot(one.clientX - others[0].clientX, one.clientY - others[0].clientY) || 1;
          const corner = view.getBoundingClientRect();
          zoom(apart(event) / apart(last), (event.clientX + others[0].clientX) / 2 - corner.left,
            (event.clientY + others[0].clientY) / 2 - corner.top);
        } else pan(-right, -down);
        held.set(event.pointerId, event);
      });
      const release = (event) => {
        held.delete(event.pointerId);
        if (!held.size) view.classList.remove("held");
      };
      window.addEventListener("pointerup", release);
      window.addEventListener("pointercancel", release);
      view.addEventListener("wheel", (event) => {
        event.preventDefault();
        const corner = view.getBoundingClientRect();
        zoom(Math.exp(-event.deltaY / 400), event.clientX - corner.left,
          event.clientY - corner.top);
      }, { passive: false });

      by("in").addEventListener("click", () => zoom(1.25));
      by("out").addEventListener("click", () => zoom(0.8));
      by("fit").addEventListener("click", () => fit(0));
      find.addEventListener("input", search);
      by("tools").addEventListener("submit", (event) => {
        event.preventDefault();
        if (!matches.length) return;
        choose(matches[(matches.indexOf(here) + 1) % matches.length]);
        find.focus();
      });
      new ResizeObserver(show).observe(view);

      by("tools").hidden = false;
      document.body.classList.add("live");
      svg.setAttribute("width", "100%");
      svg.setAttribute("height", "100%");
      fit(0.4);
      const asked = /^#n(\d+)$/.exec(location.hash);
      if (asked && nodes[Number(asked[1])]) choose(Number(asked[1]));
    })();
    """#
}
