// One phone: a chat that follows the server's state, a composer, toasts, and alerts to dismiss.

import { bubble, el } from "./message.js";
import { tell } from "./talk.js";

const TYPING_MS = 5000;
const TOAST_MS = 3200;
const NEAR_PX = 80;

export class Phone {
  /** `desk` gives: t, messages(), who(), chat(), thread(), named. */
  constructor(name, desk) {
    this.name = name;
    this.desk = desk;
    this.node = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.node.id = `phone-${name}`;
    this.log = this.node.querySelector(".chat");
    this.toastNode = this.node.querySelector(".toast");
    this.form = this.node.querySelector(".say");
    this.input = this.form.querySelector("input");
    this.shown = new Map();
    this.lane = "";
    this.typing = 0;
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.say(); });
    menu(this.form.querySelector(".menu-holder"));
    for (const button of this.form.querySelectorAll("[data-send]")) {
      button.addEventListener("click", () => this.act({ does: button.dataset.send }));
    }
  }

  say() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.act({ does: "says", text });
  }

  async act(deed) {
    const { chat, thread, who } = this.desk;
    if (chat() === who()) this.busy();
    const answer = await tell("act", { who: who(), chat: chat(), thread: thread(), ...deed });
    if (answer.problem) this.toast(this.desk.t("page.did_not_work"));
  }

  title(name, under, face, whose) {
    this.under = under;
    this.node.querySelector(".whose").textContent = whose;
    this.node.querySelector(".face").textContent = face;
    this.node.querySelector(".who b").textContent = name;
    this.subtitle();
  }

  subtitle() {
    const small = this.node.querySelector(".who small");
    small.textContent = this.typing ? this.desk.t("page.typing") : this.under ?? "";
    small.classList.toggle("typing", Boolean(this.typing));
  }

  busy() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.rest(), TYPING_MS);
    this.subtitle();
  }

  rest() {
    clearTimeout(this.typing);
    this.typing = 0;
    this.subtitle();
  }

  /** Show the chat as it now is, touching only what changed. */
  draw() {
    const lane = `${this.desk.run()}/${this.desk.chat()}/${this.desk.thread()}/${this.desk.who()}/${this.desk.language()}`;
    if (lane !== this.lane) this.clear(lane);
    const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_PX;
    const messages = this.desk.messages();
    const ids = new Set(messages.map((message) => message.id));
    for (const [id, { node }] of this.shown) if (!ids.has(id)) { node.remove(); this.shown.delete(id); }
    let changed = false;
    for (const message of messages) changed = this.place(message) || changed;
    this.days(messages);
    this.empty(messages.length === 0);
    if (changed && near) this.log.scrollTop = this.log.scrollHeight;
  }

  clear(lane) {
    this.lane = lane;
    this.shown.clear();
    this.log.replaceChildren();
    this.rest();
  }

  place(message) {
    const version = JSON.stringify(message);
    const old = this.shown.get(message.id);
    if (old?.version === version) return false;
    if (message.bot) this.rest();
    const mine = message.from === this.desk.who();
    const named = this.desk.named && !mine && !message.service;
    const press = (button) => this.act({ does: "presses", chat: message.chat, message: message.id, button });
    const node = bubble(message, { mine, named, t: this.desk.t, press });
    node.dataset.id = message.id;
    if (old?.node.classList.contains("look")) node.classList.add("look");
    if (old) this.swap(old.node, node);
    else this.log.append(node);
    this.shown.set(message.id, { node, version });
    return true;
  }

  /** Exchange a bubble under the reader's finger without losing the keyboard's place. */
  swap(old, node) {
    const focused = old.contains(document.activeElement) ? document.activeElement.dataset.place : undefined;
    old.replaceWith(node);
    if (focused !== undefined) (node.querySelector(`[data-place="${focused}"]`) ?? this.log).focus({ preventScroll: true });
  }

  days(messages) {
    for (const old of this.log.querySelectorAll(".day")) old.remove();
    let day = "";
    for (const message of messages) {
      if (message.day !== day) this.shown.get(message.id).node.before(el("p", { className: "note day" }, this.desk.date(message.day)));
      day = message.day;
    }
  }

  empty(isEmpty) {
    this.log.querySelector(".start")?.remove();
    if (!isEmpty) return;
    const start = el("div", { className: "start" }, el("p", {}, this.desk.t(this.desk.named ? "page.empty_topic" : "page.empty")));
    if (this.desk.chat() === this.desk.who()) {
      const button = el("button", { type: "button", className: "primary" }, this.desk.t("page.start"));
      button.addEventListener("click", () => this.act({ does: "says", text: "/start" }));
      start.append(button);
    }
    this.log.append(start);
  }

  /** Ring a message and bring it into view, without moving the page. */
  look(id) {
    for (const node of this.log.querySelectorAll(".look")) node.classList.remove("look");
    const node = this.shown.get(id)?.node;
    if (!node) return;
    node.classList.add("look");
    const room = this.log.clientHeight - node.offsetHeight;
    this.log.scrollTop = node.offsetTop - this.log.offsetTop - Math.max(12, room - 12);
  }

  toast(text) {
    clearTimeout(this.fading);
    this.toastNode.replaceChildren(el("span", {}, text));
    this.toastNode.hidden = false;
    this.fading = setTimeout(() => { this.toastNode.hidden = true; }, TOAST_MS);
  }

  alert(text) {
    this.node.querySelector(".alert")?.remove();
    const before = document.activeElement;
    const ok = el("button", { type: "button", className: "primary" }, this.desk.t("page.ok"));
    const box = el("div", { className: "alert" }, el("div", { role: "alertdialog", "aria-label": text }, el("p", {}, text), ok));
    const done = () => { box.remove(); before?.focus?.({ preventScroll: true }); };
    ok.addEventListener("click", done);
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") done(); });
    this.node.append(box);
    ok.focus({ preventScroll: true });
  }
}

/** A button that opens the list beside it; Escape, a choice or a click elsewhere closes it. */
export function menu(holder) {
  const [button, list] = holder.children;
  const show = (open) => { list.hidden = !open; button.setAttribute("aria-expanded", String(open)); };
  button.addEventListener("click", () => { show(list.hidden); if (!list.hidden) list.querySelector("button:not([hidden])")?.focus(); });
  list.addEventListener("click", () => { show(false); button.focus(); });
  holder.addEventListener("keydown", (event) => { if (event.key === "Escape" && !list.hidden) { show(false); button.focus(); } });
  document.addEventListener("click", (event) => { if (!holder.contains(event.target)) show(false); });
}
