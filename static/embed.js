// Shows our pages where a partner's page asks for them:
//   <div data-partner-tools="guest" data-partner-id="…"><a href="…">Sign up</a></div>
// The service calls this function with its origin, what can be placed ({slug: [path, title]}) and the
// parameters it knows.
((service, pages, parameters) => {
  const NS = "partner-tools";
  const EVENTS = ["ready", "resize", "invalid", "submitted", "finished"];
  const PLACES = "[data-partner-tools]";
  // Pixels. No page of ours is that high; a mistake in one must not make theirs grow for ever.
  const HIGHEST = 20000;
  const MARGIN = 16;

  // A page may include this script with each of its snippets.
  const included = Symbol.for(NS);
  if (window[included]) return;
  window[included] = true;

  // Element → its frame, and how to take that away.
  const placed = new Map();
  let count = 0;

  // HTML knows no capitals in attributes, and hyphens are easily forgotten: only the letters count.
  const letters = (name) => name.replace(/[-_]/g, "").toLowerCase();

  const address = (element, path) => {
    const url = new URL(service + path);
    for (const { name, value } of element.attributes) {
      const parameter = parameters.find((known) => letters("data" + known) === letters(name));
      if (parameter) url.searchParams.set(parameter, value);
    }
    return url.href;
  };

  const important = (element, styles) => {
    for (const name in styles) element.style.setProperty(name, styles[name], "important");
  };

  // Scrolls as little as needed, and not at all where the part of the frame can be seen.
  const bringIntoView = (frame, { top, bottom }) => {
    const end = Math.min(bottom, top + innerHeight / 2);
    important(frame, {
      "scroll-margin-top": MARGIN - top + "px",
      "scroll-margin-bottom": MARGIN + end - frame.offsetHeight + "px",
    });
    frame.scrollIntoView({ block: "nearest" });
    // Chromium counts them again when it scrolls to what has the focus within.
    for (const side of ["top", "bottom"]) frame.style.removeProperty("scroll-margin-" + side);
  };

  const place = (element) => {
    const widget = element.dataset.partnerTools;
    if (placed.has(element) || !element.isConnected) return;
    if (!Object.hasOwn(pages, widget)) return console.warn(NS + ": there is no widget " + widget);

    const [path, title] = pages[widget];
    const id = NS + "-" + ++count;
    const frame = document.createElement("iframe");
    const gone = new AbortController();
    let submitted = false;

    const showFallback = (shown) => {
      for (const child of element.children) {
        if (shown) child.style.removeProperty("display");
        else if (child !== frame) important(child, { display: "none" });
      }
    };

    const hear = ({ source, origin, data: message }) => {
      if (source !== frame.contentWindow || origin !== service) return;
      const { ns, v, type, data = {} } = message ?? {};
      if (ns !== NS || v !== 1 || !EVENTS.includes(type)) return;
      if (data.height) important(frame, { height: Math.min(data.height, HIGHEST) + "px" });
      if (type === "ready") {
        important(frame, { visibility: "visible" });
        showFallback(false);
        source.postMessage({ ns, v, id, type: "init", data: {} }, service);
      }
      if (data.bottom) bringIntoView(frame, data);
      // The page that follows a form says so as often as it is shown.
      if (type === "submitted" && submitted) return;
      submitted ||= type === "submitted";
      const detail = { id, widget, ...data };
      element.dispatchEvent(new CustomEvent(NS + ":" + type, { bubbles: true, detail }));
    };

    const end = () => {
      gone.abort();
      frame.remove();
      showFallback(true);
      placed.delete(element);
    };

    // What a page keeps of itself while one looks at another holds our frame too, but not its life.
    for (const stale of element.querySelectorAll(`iframe[name^=${NS}]`)) stale.remove();
    showFallback(true);
    // A partner's stylesheet may say anything about frames. Until it is ready the frame is hardly there,
    // so that nothing moves twice; a browser would not load one without any height lazily.
    important(frame, {
      all: "initial",
      "color-scheme": "inherit",
      display: "block",
      width: "100%",
      height: "1px",
      visibility: "hidden",
    });
    if (element.getBoundingClientRect().top > innerHeight) frame.loading = "lazy";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.name = id;
    frame.title = title;
    frame.src = address(element, path);
    addEventListener("message", hear, { signal: gone.signal });
    placed.set(element, { frame, end });
    element.append(frame);
  };

  const search = (node) => {
    if (node.matches?.(PLACES)) place(node);
    node.querySelectorAll?.(PLACES).forEach(place);
  };

  new MutationObserver((changes) => {
    for (const { frame, end } of placed.values()) if (!frame.isConnected) end();
    for (const { addedNodes } of changes) addedNodes.forEach(search);
  }).observe(document, { childList: true, subtree: true });
  search(document);
})
