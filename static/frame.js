// What a page of ours tells the page around it: how high it is, and what became of its form.
// Nothing that anybody typed is in these messages. Alone in its window it says nothing.
(() => {
  const page = document.querySelector(".page");
  if (parent === window || !page) return;

  // The sites that may frame this page; our own does so in previews.
  const sites = [location.origin, ...document.currentScript.dataset.sites.split(" ")];
  const reported = new WeakSet();
  // The exact origin of the page around, known as soon as it has sent its "init".
  let host;
  let height;
  // Editors that show a page from its address alone, as WordPress does, know its messages by this.
  const secret = location.hash.match(/^#\?secret=(\w+)/)?.[1];

  const tell = (type, data, to) =>
    parent.postMessage({ ns: "partner-tools", v: 1, id: name, type, data }, to);

  // The box of one element: the document itself would never shrink.
  const measure = () => Math.ceil(page.getBoundingClientRect().height);

  const size = (type) => {
    tell(type, { height: (height = measure()) }, "*");
    if (secret) parent.postMessage({ message: "height", value: height, secret }, "*");
  };
  const resize = () => {
    if (measure() !== height) size("resize");
  };

  // Forms and their answers carry in data-report what they mean, however they came here.
  const look = () => {
    resize();
    if (!host) return;
    for (const element of document.querySelectorAll("[data-report]")) {
      if (reported.has(element)) continue;
      reported.add(element);
      const { top, bottom } = element.getBoundingClientRect();
      tell(element.dataset.report, { top: top + scrollY, bottom: bottom + scrollY }, host);
    }
  };

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent) return;
    if (secret && data?.secret === secret) return size("resize");
    if (!sites.includes(origin)) return;
    if (data?.ns !== "partner-tools" || data.v !== 1 || data.type !== "init") return;
    host = origin;
    // It may have come too late to hear the height.
    height = 0;
    look();
  });
  addEventListener("click", ({ target }) => {
    if (host && target.closest("[data-finish]")) tell("finished", {}, host);
    const link = secret && target.closest("a");
    // The page that follows has to know it too.
    if (link && link.host === location.host) link.hash ||= "?secret=" + secret;
  });
  new ResizeObserver(resize).observe(page);
  new MutationObserver(look).observe(page, { childList: true, subtree: true });
  // A frame that can not be seen is not laid out by itself, so the observer may be late.
  size("ready");
})();
