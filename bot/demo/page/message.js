// One message as a bubble. Everything is built from nodes: what people write is never read as HTML.

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "mark",
};
const LINKS = /^(https?|tg|tel|mailto):/i;

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name in node && name !== "role" && name !== "lang") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

/** Words with their entities, whose offsets are UTF-16 units as JavaScript's own. */
export function rich(words, entities) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return pieces(words, sorted, 0, words.length);
}

function pieces(words, entities, from, to) {
  const nodes = [];
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || entity.offset >= to) continue;
    if (entity.offset > at) nodes.push(words.slice(at, entity.offset));
    const inner = entities.slice(i + 1).filter((e) => e.offset >= entity.offset && e.offset < end);
    nodes.push(dressed(entity, words.slice(entity.offset, end), pieces(words, inner, entity.offset, end)));
    at = end;
    if (TAGS[entity.type] === "blockquote" && words[at] === "\n") at += 1; // a quote ends its own line
  }
  if (at < to) nodes.push(words.slice(at, to));
  return nodes;
}

function dressed(entity, words, inner) {
  const address = entity.url ?? (entity.type === "url" ? words : null);
  if (address && LINKS.test(address)) {
    return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...inner);
  }
  const tag = TAGS[entity.type];
  return tag ? el(tag, {}, ...inner) : el("span", { className: entity.type }, ...inner);
}

/** A message; `t` speaks the page's language, `press` is called with a button's place. */
export function bubble(message, { mine, named, t, press }) {
  if (message.service) return el("p", { className: "note" }, t(`service.${message.service}`, { name: message.detail }));
  const body = el("div", { className: `m ${mine ? "out" : "in"} ${message.kind}` }, ...inside(message, named, t));
  const keys = message.buttons.length ? keyboard(message.buttons, press) : null;
  return el("div", { className: `turn ${mine ? "out" : "in"}` }, body, keys);
}

function inside(message, named, t) {
  const foot = [message.edited ? t("page.edited") : "", message.at].filter(Boolean).join(" · ");
  return [
    named ? el("b", { className: "name" }, message.name) : null,
    message.forwarded ? el("small", { className: "forwarded" }, t("page.forwarded", { name: message.forwarded })) : null,
    message.reply ? el("div", { className: "reply" }, el("b", {}, message.reply.name), el("span", {}, message.reply.words)) : null,
    message.file ? attached(message, t) : null,
    message.place ? el("p", { className: "place" }, icon("pin"), t("page.place"), el("small", {}, message.place.map((n) => n.toFixed(4)).join(", "))) : null,
    message.words ? el("div", { className: "words" }, ...rich(message.words, message.entities)) : null,
    el("small", { className: "foot" }, message.reactions.length ? el("span", { className: "reaction" }, message.reactions.join("")) : null, foot),
  ];
}

function attached(message, t) {
  const { url, kind, name, size, width, height } = message.file;
  if (kind === "photo" || kind === "sticker") return el("img", { src: url, alt: t(`page.${kind}`), className: kind, width, height });
  const weight = size < 1024 ? `${size} B` : `${Math.round(size / 1024)} KB`;
  return el("a", { href: url, download: name, className: "file" }, icon("file"), el("span", {}, el("b", {}, name), el("small", {}, weight)));
}

function keyboard(rows, press) {
  let place = 0;
  const built = rows.map((row) => {
    const keys = row.map((button) => key(button, place++, press));
    return el("div", { className: "row" }, ...keys);
  });
  return el("div", { className: "keys" }, ...built);
}

function key(button, place, press) {
  if (button.url) return el("a", { href: LINKS.test(button.url) ? button.url : "#", target: "_blank", rel: "noopener noreferrer" }, button.label);
  const made = el("button", { type: "button" }, button.label);
  made.dataset.place = place;
  made.addEventListener("click", () => {
    made.classList.add("busy");
    setTimeout(() => made.classList.remove("busy"), 1200);
    press(place);
  });
  return made;
}
