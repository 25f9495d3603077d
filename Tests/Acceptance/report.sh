#!/bin/bash
# The page of a campaign in a real browser, from a file: nothing is asked of any network, nothing goes
# wrong in its script, pictures and films show, filters filter, and keyboard and screen reader get
# everywhere. SHOTS=DIR keeps pictures of it.
set -euo pipefail
cd "$(dirname "$0")/../.."
tests=$PWD/Tests/Acceptance
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R manifests schemas "$work"
cd "$work"

cat >faults.yaml <<'YAML'
- {match: {prompt: "Coffee is poured"}, fault: {job_failed: internal_error, message: Try again later}}
- {match: {prompt: "A garden table"}, fault: moderated error}
YAML
status=0
"$REEL" run manifests/campaign.yaml --emulator --faults faults.yaml --latency image=300ms,video=1s \
  --report page.html -q >said.txt 2>&1 || status=$?
[ "$status" -eq 1 ]
grep -q 'id="troubles"' page.html

cat >manifests/odd.yaml <<'YAML'
version: 1
name: "</title><script>alert(1)</script>"
assets:
  hard:
    generate: image
    count: 2
    pick: ask
    tags: ["<b>bold</b>", "a\"b'c"]
    description: "</script><img src=x onerror=alert(2)>"
    prompt: "</script><script>alert(3)</script> \" ' & <!-- ]]> \u202Eesrever"
  right:
    generate: image
    prompt: "متجر صغير عند الغروب 🏮 with English inside, שלום"
  tile:
    matrix:
      product: [mug, "tee & <cap>", 'naïve "one"']
      ratio: [16:9, 9:16]
    edit: [right, hard#1]
    prompt: A ${product}
    aspect_ratio: ${ratio}
    output: tiles/${product} 100%#?/${ratio}.png
  late:
    edit: hard
    prompt: Waits for a choice
YAML
"$REEL" run manifests/odd.yaml --emulator --render instant -q >said.txt 2>&1 || [ $? -eq 4 ]
before=$(find manifests -type f ! -name '*-shm' -exec sha256sum {} + | sort)
"$REEL" report manifests/odd.yaml --emulator -o odd.html
"$REEL" report manifests/campaign.yaml --emulator --embed -o embedded.html 'cup*' tag:film
[ "$before" = "$(find manifests -type f ! -name '*-shm' -exec sha256sum {} + | sort)" ]
PYTHONPATH=$tests PYTHONDONTWRITEBYTECODE=1 python3 - "$work" "${SHOTS:-}" <<'PY'
import sys
from browser import Browser
work, shots = sys.argv[1:]
browser = Browser()


def shoot(name, whole=False):
    if shots:
        browser.picture(f"{shots}/{name}.png", whole)


# Every picture is decoded and every film gives its first picture; where it lies on disk it stands.
MEDIA = """(async () => {
  const images = [...document.querySelectorAll("figure img")];
  for (const image of images) image.loading = "eager";
  for (const image of images) await image.decode();
  const films = [...document.querySelectorAll("video")];
  for (const film of films) {
    film.preload = "auto";
    film.load();
    if (film.readyState < 2) await new Promise((done, fail) => {
      film.onloadeddata = done; film.onerror = () => fail(film.src);
    });
  }
  return [images.filter((image) => image.naturalWidth > 0).length, images.length, films.length];
})()"""
# The least contrast of text and what it stands on, with the text.
CONTRAST = """(() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  let least = [99, ""];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || element.closest("svg, script, .unseen") || !element.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least[0]) least = [ratio, element.outerHTML.slice(0, 120)];
  }
  return least;
})()"""
FOCUS = """(() => {
  const element = document.activeElement, style = getComputedStyle(element);
  return [[...document.querySelectorAll("*")].indexOf(element), element.tagName,
    style.outlineStyle !== "none" || style.strokeWidth !== "1.4px"];
})()"""


def check(name, path):
    for scheme in ("dark", "light"):
        browser.look(1280, scheme=scheme)
        browser.open(path)
        ratio, text = browser.run(CONTRAST)
        assert ratio >= 4.5, (name, scheme, ratio, text)
        shoot(f"{name}-{scheme}")
    browser.look(360)
    width = browser.run("document.documentElement.scrollWidth")
    assert width <= 360, f"{name} is {width} pixels wide on a narrow screen"
    shoot(f"{name}-narrow")
    browser.look(1280)
    shoot(f"{name}-whole", whole=True)
    decoded, images, films = browser.run(MEDIA)
    assert decoded == images > 0, (name, decoded, images)
    named = browser.named()
    roles = {role for role, _, _ in named}
    assert {"banner", "main", "navigation", "search", "contentinfo"} <= roles, roles
    for role, title, node in named:
        if role in ("button", "link", "searchbox", "combobox", "image", "Video", "table", "region"):
            assert title.strip(), (name, role, node)
    return images, films


def count():
    browser.run("new Promise((done) => setTimeout(done, 150))")
    return browser.run("document.getElementById('count').textContent")


def choose(id, value):
    browser.run(f"""(() => {{ const field = document.getElementById("{id}"); field.value = {value!r};
      field.dispatchEvent(new Event("input", {{ bubbles: true }})); }})()""")


images, films = check("campaign", f"{work}/page.html")
order = browser.run("[...document.querySelectorAll('main > section')].map((part) => part.id)")
assert order == ["troubles", "gallery", "graph", "timeline", "costs"], order
told = browser.run("document.querySelector('.troubles').innerText")
assert "Try again later" in told and "cup-garden" in told and "--force" in told, told
played = browser.run("""(async () => {
  const film = document.querySelector("video");
  film.muted = true;
  await film.play();
  await new Promise((done) => film.ontimeupdate = () => film.currentTime > 0 && done());
  return film.currentTime;
})()""")
assert played > 0

# Filters: by words, type, status and tag; a link to what they hide shows all again.
assert count() == "30 of 30", count()
choose("search", "lanterns SWING")
assert count() == "1 of 30", count()
choose("search", "")
choose("type", "video")
some = int(count().split()[0])
assert 0 < some < 30
choose("tag", browser.run("[...document.querySelectorAll('#tag option')]"
                          ".find((one) => one.text === 'hero').value"))
assert 0 < int(count().split()[0]) < some
browser.run("document.querySelector('#filters button').click()")
assert count() == "30 of 30"
choose("search", "nothing of the kind")
assert count() == "0 of 30" and browser.run("document.getElementById('none').checkVisibility()")
browser.run("location.hash = '#a3'")
assert count() == "30 of 30"

# By keyboard: from the first to the last in the order of the page, and seen.
browser.open(f"{work}/page.html")
last, steps = -1, 0
while steps < 400:
    browser.key("Tab", 9)
    place, tag, seen = browser.run(FOCUS)
    if tag == "BODY":
        break
    # A film has several controls of the browser's own.
    inside = place == last and tag == "VIDEO"
    assert inside or place > last, ("the focus goes back", place, last, tag)
    assert inside or seen, ("the focus is not seen", tag, place)
    last, steps = place, steps + 1
assert steps > 60, steps
# Without a script it is read all the same, and nothing stands there that would not work.
browser.ask("Emulation.setScriptExecutionDisabled", value=True)
browser.open(f"{work}/page.html")
roles = [role for role, _, _ in browser.named()]
assert roles.count("article") == 30 and "searchbox" not in roles, set(roles)
browser.ask("Emulation.setScriptExecutionDisabled", value=False)
browser.open(f"{work}/odd.html")
# A variant to pick: its command is copied.
command = browser.run("document.querySelector('button[data-copy]').dataset.copy")
assert command == "reel pick manifests/odd.yaml hard 1 --emulator", command

odd, _ = check("odd", f"{work}/odd.html")
assert browser.run("document.title").startswith("</title><script>alert(1)"), "the title is cut"
assert browser.run("document.querySelectorAll('script').length") == 1
assert odd == 9, odd
check("embedded", f"{work}/embedded.html")
inside = browser.run("[...document.querySelectorAll('figure img')].every((image) => "
                     "image.src.startsWith('data:image/') && image.naturalWidth <= 320) && "
                     "[...document.querySelectorAll('video')].every((film) => film.poster)")
assert inside, "thumbnails are missing"

outside = [one for one in browser.addresses if not one.startswith(("file:", "data:", "about:"))]
assert not outside, outside
assert not browser.errors, browser.errors
print(f"{images} pictures and {films} films show, {steps} stops by keyboard, "
      f"{len(browser.addresses)} files and no network")
browser.stop()
PY
