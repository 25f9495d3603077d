"""A headless Chromium for report.sh, spoken to over a pipe in the DevTools protocol
(https://chromedevtools.github.io/devtools-protocol): no driver, no socket, no package."""
import base64, json, os, select, subprocess, tempfile, time


class Browser:
    """A browser with one page, until stop(). What it logged and asked for is kept."""

    def __init__(self):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_read, self.to = os.pipe()
        self.back, back_write = os.pipe()
        # The protocol is read from descriptor 3 and written to 4.
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{to_read} 4>&{back_write}', "bash",
             "chromium", "--headless=new", "--no-sandbox", "--remote-debugging-pipe",
             "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--no-first-run", "--hide-scrollbars", "--mute-audio", "--disable-dev-shm-usage",
             "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={self.profile.name}"],
            pass_fds=(to_read, back_write), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        os.close(to_read)
        os.close(back_write)
        self.number, self.buffer, self.session = 0, b"", None
        self.errors, self.addresses, self.events = [], [], []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask(
            "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(domain + ".enable")

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.profile.cleanup()

    # -- The protocol --------------------------------------------------------------------------

    def ask(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read(60)
            if answer.get("id") == self.number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]

    def read(self, seconds):
        end = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.back], [], [], max(0, end - time.monotonic()))
            assert ready, "the browser is silent"
            piece = os.read(self.back, 1 << 20)
            assert piece, "the browser is gone"
            self.buffer += piece
        text, self.buffer = self.buffer.split(b"\0", 1)
        message = json.loads(text)
        self.note(message.get("method"), message.get("params"))
        return message

    def note(self, method, values):
        if method:
            self.events.append(method)
        if method == "Runtime.exceptionThrown":
            self.errors.append(values["exceptionDetails"]["text"])
        elif method == "Runtime.consoleAPICalled" and values["type"] in ("error", "warning"):
            self.errors.append(str(values["args"]))
        elif method == "Log.entryAdded" and values["entry"]["level"] == "error":
            self.errors.append(values["entry"]["text"] + " " + values["entry"].get("url", ""))
        elif method == "Network.requestWillBeSent":
            self.addresses.append(values["request"]["url"])

    # -- The page ------------------------------------------------------------------------------

    def open(self, path):
        self.events.clear()
        start = time.monotonic()
        self.ask("Page.navigate", url="file://" + path)
        while "Page.loadEventFired" not in self.events:
            self.read(60)
        return time.monotonic() - start

    def look(self, width, height=900, scheme="light", motion="no-preference"):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": motion}])

    def run(self, script):
        """The value of an expression, which may be a promise."""
        answer = self.ask("Runtime.evaluate", expression=script, awaitPromise=True,
                          returnByValue=True, userGesture=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def key(self, name, code):
        for kind in ("rawKeyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=name, code=name,
                     windowsVirtualKeyCode=code)

    def named(self):
        """Role and name of everything as a screen reader is told."""
        nodes = self.ask("Accessibility.getFullAXTree")["nodes"]
        return [(node.get("role", {}).get("value"), node.get("name", {}).get("value", ""), node)
                for node in nodes if not node.get("ignored")]

    def picture(self, path, whole=False):
        answer = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(answer["data"]))
