// The page: three phones on one state, the clock, and the stories.

import { el, icon } from "./message.js";
import { Phone, menu } from "./phone.js";
import { ask, follow, tell } from "./talk.js";

const LANGUAGES = ["en", "ru", "az", "kk", "hu", "tr", "de"];
const STORIES = ["family", "complaint", "price", "night"];
const LATE = /^\s*(🔴|⏰|⚠|❗|‼|🚨)/u;
const PRESS_MS = 1000;
const READ_MS = 2400;
const READ_MS_A_LETTER = 42;

const $ = (id) => document.getElementById(id);
const state = { run: -1, chats: new Map(), seen: new Map(), guest: null, thread: null, direct: false, staffer: null, tab: "guest" };
let words = {};
let language = "en";
let tick = { wall: 0, at: 0 };
let playing = false;
let looked = "";

const t = (key, params = {}) => {
  const text = key.split(".").reduce((part, name) => part?.[name], words) ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => params[name] ?? "");
};

// ------------------------------------------------------------------ state

const everyone = () => [...state.guests, ...state.staff, state.manager];
const laneOf = (message) => `${message.chat}/${message.thread ?? ""}`;

function messages(chat, thread) {
  const all = [...(state.chats.get(chat)?.values() ?? [])];
  return chat < 0 ? all.filter((message) => (message.thread ?? null) === thread) : all;
}

function take(news) {
  const first = state.run === -1;
  const renewed = state.run !== news.run;
  if (news.full) state.chats.clear();
  if (renewed) Object.assign(state, { thread: null, direct: false, seen: new Map() });
  for (const key of ["run", "open", "hotel", "guests", "staff", "manager", "group", "story"]) state[key] = news[key];
  state.guest = state.guests.some((who) => who.id === state.guest) ? state.guest : state.guests[0].id;
  state.staffer ??= state.staff[0].id;
  tick = { wall: Date.parse(`${news.now}Z`), at: performance.now() };
  for (const message of news.messages) keep(message);
  for (const [chat, id] of news.gone ?? []) state.chats.get(chat)?.delete(id);
  if (state.thread && !state.group.topics.some((topic) => topic.id === state.thread)) state.thread = null;
  if (first) build();
  if (news.full && first) for (const lane of allLanes()) markRead(lane);
  document.body.classList.remove("lost");
  follows(news.story);
  draw();
  bring(news);
}

function keep(message) {
  const chat = state.chats.get(message.chat) ?? new Map();
  state.chats.set(message.chat, chat);
  if (chat.has(message.id) || !chat.size || message.id > Math.max(...chat.keys())) chat.set(message.id, message);
  else state.chats.set(message.chat, new Map([...chat.set(message.id, message)].sort(([a], [b]) => a - b)));
}

function bring(news) {
  for (const chat of news.typing ?? []) phoneOf(chat)?.busy();
  for (const answer of news.answers ?? []) {
    const phone = phoneOf(answer.chat);
    if (answer.alert) phone?.alert(answer.text);
    else phone?.toast(answer.text);
  }
}

function phoneOf(chat) {
  if (chat === state.group.id) return phones.staff;
  if (chat === state.manager.id) return phones.manager;
  if (state.direct && chat === state.staffer) return phones.staff;
  return chat === state.guest ? phones.guest : null;
}

// ----------------------------------------------------------------- unread

const allLanes = () => new Set([...state.chats.values()].flatMap((chat) => [...chat.values()].map(laneOf)));

function inLane(lane) {
  const [chat, thread] = lane.split("/");
  return messages(Number(chat), thread ? Number(thread) : null);
}

function markRead(lane) {
  const last = inLane(lane).at(-1);
  if (last) state.seen.set(lane, last.id);
}

function unread(lane) {
  const seen = state.seen.get(lane) ?? 0;
  return inLane(lane).filter((message) => message.id > seen && !message.service && (message.bot || message.chat < 0)).length;
}

const narrow = matchMedia("(max-width: 1020px)");

function readWhatIsSeen() {
  for (const phone of Object.values(phones)) {
    if (narrow.matches && phone.name !== state.tab) continue;
    markRead(`${phone.desk.chat()}/${phone.desk.thread() ?? ""}`);
  }
}

// ----------------------------------------------------------------- phones

const common = { t, run: () => state.run, language: () => language, date };
const desk = (chat, thread, who, named) => ({
  ...common, chat, thread, who, named, messages: () => messages(chat(), thread()),
});
const phones = {};

function build() {
  phones.guest = new Phone("guest", desk(() => state.guest, () => null, () => state.guest, false));
  phones.staff = new Phone("staff", desk(() => (state.direct ? state.staffer : state.group.id), () => (state.direct ? null : state.thread), () => state.staffer, true));
  phones.manager = new Phone("manager", desk(() => state.manager.id, () => null, () => state.manager.id, false));
  const { node } = phones.staff;
  node.querySelector(".bar").append(topicMenu());
  node.querySelector(".bar").after(el("div", { className: "topics", role: "group" }));
  node.querySelector(".say").before(el("div", { className: "as", role: "group" }));
  document.querySelector("main").append(...Object.values(phones).map((phone) => phone.node));
  translate();
}

function topicMenu() {
  const deeds = ["close", "reopen", "delete"].map((does) => {
    const button = el("button", { type: "button", "data-t": `page.${does}_topic` });
    button.dataset.deed = does;
    button.addEventListener("click", () => tell("topic", { does, thread: state.thread }));
    return button;
  });
  const opener = el("button", { type: "button", className: "icon", "data-label": "page.topic_menu", "aria-expanded": "false" }, icon("more"));
  const holder = el("div", { className: "menu-holder topic-menu" }, opener, el("div", { className: "menu-list" }, ...deeds));
  holder.lastElementChild.hidden = true;
  menu(holder);
  return holder;
}

function draw() {
  if (!phones.guest) return;
  readWhatIsSeen();
  const guest = state.guests.find((who) => who.id === state.guest);
  const staffer = state.staff.find((who) => who.id === state.staffer);
  phones.guest.node.setAttribute("aria-label", `${t("page.guest")}: ${guest.name}`);
  phones.guest.node.lang = guest.language;
  phones.guest.title(state.hotel, t("page.front_desk"), "LP", whose(guest));
  phones.staff.title(state.group.title, t("page.members", { n: state.staff.length + 1 }), "★", [t("page.staff"), staffer.name, post(staffer)].join(" · "));
  phones.manager.title(state.hotel, t("page.front_desk"), "LP", t("page.manager_of", { name: state.manager.name }));
  for (const phone of Object.values(phones)) phone.draw();
  drawTopics();
  drawStaff();
  drawGuests();
  drawTabs();
  drawStory();
  drawClock();
}

const post = (who) => (who.stranger ? t("page.stranger") : t(`department.${who.department}`));
const whose = (who) => [t("page.guest"), who.name, who.room ? t("page.room", { room: who.room }) : t("page.no_room")].join(" · ");

/** Late ones first, then the newest; what is closed goes last. */
function drawTopics() {
  const rank = (topic) => (topic.closed ? 2 : LATE.test(topic.name) ? 0 : 1);
  const ranked = [...state.group.topics].sort((a, b) => rank(a) - rank(b) || b.id - a.id);
  const topics = [{ id: null, name: t("page.general"), closed: false }, ...ranked];
  const chips = topics.map((topic) => {
    const on = !state.direct && topic.id === state.thread;
    const kind = `${topic.closed ? " closed" : ""}${LATE.test(topic.name) ? " late" : ""}`;
    const chip = el("button", { type: "button", className: `chip${kind}`, "aria-pressed": String(on) }, topic.name);
    chip.append(...unreadBadge(`${state.group.id}/${topic.id ?? ""}`));
    chip.addEventListener("click", () => openTopic(topic.id));
    return chip;
  });
  const row = phones.staff.node.querySelector(".topics");
  refill(row, [...chips, ...directChip()]);
  const mine = state.direct ? null : state.group.topics.find((topic) => topic.id === state.thread);
  phones.staff.node.querySelector(".topic-menu").hidden = !mine;
  for (const button of phones.staff.node.querySelectorAll("[data-deed]")) {
    button.hidden = Boolean(mine) && button.dataset.deed === (mine.closed ? "close" : "reopen");
  }
  phones.staff.input.placeholder = mine ? t("page.write_in_topic") : t("page.write_to_group");
}

/** The chosen colleague's own chat with the bot, once it has written to them: a late case calls them there. */
function directChip() {
  const lane = `${state.staffer}/`;
  if (!inLane(lane).length) return [];
  const chip = el("button", { type: "button", className: "chip direct", "aria-pressed": String(state.direct) }, t("page.direct"));
  chip.append(...unreadBadge(lane));
  chip.addEventListener("click", () => { state.direct = true; draw(); });
  return [chip];
}

function drawStaff() {
  const chips = state.staff.map((who) => {
    const on = who.id === state.staffer;
    const chip = el("button", { type: "button", className: `chip${who.stranger ? " stranger" : ""}`, "aria-pressed": String(on) },
      who.name);
    if (who.id !== state.staffer) chip.append(...unreadBadge(`${who.id}/`));
    chip.addEventListener("click", () => chooseStaffer(who.id));
    return chip;
  });
  const row = phones.staff.node.querySelector(".as");
  row.setAttribute("aria-label", t("page.write_as"));
  refill(row, [el("span", {}, t("page.write_as")), ...chips]);
}

function unreadBadge(lane) {
  const count = unread(lane);
  return count ? [el("b", { className: "badge", "aria-label": t("page.unread", { n: count }) }, count)] : [];
}

function chooseStaffer(id) {
  state.staffer = id;
  if (!inLane(`${id}/`).length) state.direct = false;
  phones.staff.lane = "";
  draw();
}

/** New children only when they differ, so that focus and scroll stay where they are. */
function refill(row, children) {
  const fresh = el("div", {}, ...children);
  if (fresh.innerHTML === row.innerHTML) return;
  const at = [...row.children].indexOf(document.activeElement);
  row.replaceChildren(...fresh.childNodes);
  if (at >= 0) row.children[at]?.focus({ preventScroll: true });
  const on = row.querySelector('[aria-pressed="true"]');
  if (on) row.scrollLeft = on.offsetLeft - row.offsetLeft - 40;
}

function drawGuests() {
  const named = (who) => [who.name, who.room ? t("page.room", { room: who.room }) : t("page.no_room"), who.language].join(" · ");
  const options = state.guests.map((who) => {
    const count = who.id === state.guest ? 0 : unread(`${who.id}/`);
    return el("option", { value: who.id }, named(who) + (count ? ` (${count})` : ""));
  });
  const select = $("guest");
  refill(select, [...options, el("option", { value: "new" }, t("page.new_guest"))]);
  select.value = state.guest;
}

function drawTabs() {
  const counts = {
    guest: state.guests.reduce((sum, who) => sum + unread(`${who.id}/`), 0),
    staff: [null, ...state.group.topics.map((topic) => topic.id)].reduce((sum, id) => sum + unread(`${state.group.id}/${id ?? ""}`), 0),
    manager: unread(`${state.manager.id}/`),
  };
  for (const tab of document.querySelectorAll(".tabs button")) {
    const name = tab.dataset.tab;
    tab.setAttribute("aria-pressed", String(name === state.tab));
    const badge = tab.querySelector(".badge");
    badge.hidden = !counts[name];
    badge.textContent = counts[name] || "";
    phones[name].node.classList.toggle("shown", name === state.tab);
  }
}

function openTopic(id) {
  Object.assign(state, { thread: id, direct: false });
  draw();
}

function openTab(name) {
  state.tab = name;
  draw();
  phones[name].log.scrollTop = phones[name].log.scrollHeight;
}

// ------------------------------------------------------------------ clock

/** Not by Intl: browsers know too little of az and kk. */
function dayAndMonth(day) {
  const at = new Date(`${day}T00:00:00Z`);
  return t("calendar.date", { d: at.getUTCDate(), month: words.calendar.months[at.getUTCMonth()] });
}

const weekday = (day) => words.calendar.weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()];

function date(day) {
  return t("calendar.full", { date: dayAndMonth(day), weekday: weekday(day) });
}

function drawClock() {
  const now = new Date(tick.wall + performance.now() - tick.at);
  const [day, time] = [now.toISOString().slice(0, 10), now.toISOString().slice(11, 16)];
  $("day").textContent = dayAndMonth(day);
  $("weekday").textContent = weekday(day);
  $("time").textContent = time;
  for (const hour of document.querySelectorAll(".hour")) hour.textContent = time;
}

// ------------------------------------------------------------------ story

function drawStory() {
  const { story } = state;
  $("hotel").textContent = state.hotel;
  $("story").value = story.name;
  const text = !state.open ? t("page.opening") : story.state === "stuck" ? t("page.stuck") : t(`stories.${story.name}.${story.caption}`);
  const caption = $("caption");
  if (caption.textContent !== text) caption.textContent = text;
  caption.classList.toggle("stuck", story.state === "stuck");
  const next = $("next");
  next.disabled = !state.open || story.state === "working" || story.state === "done";
  next.classList.toggle("working", story.state === "working");
  next.textContent = story.state === "done" ? t("page.the_end") : story.played ? t("page.next") : t("page.begin");
  const dots = Array.from({ length: story.of }, (_, at) => el("i", { className: at < story.played ? "done" : "" }));
  refill($("steps"), dots);
  $("play").disabled = next.disabled && !playing;
  $("play").setAttribute("aria-pressed", String(playing));
  $("play").querySelector("use").setAttribute("href", playing ? "#i-pause" : "#i-play");
  $("play").setAttribute("aria-label", t(playing ? "page.pause" : "page.play"));
  $("play").title = t(playing ? "page.pause" : "page.play");
}

/** Turn the phones to what the step just played brought about. */
function follows(story) {
  const now = JSON.stringify([state.run, story.name, story.played, story.look]);
  if (now === looked) return;
  looked = now;
  const { look } = story;
  for (const phone of Object.values(phones)) { phone.look(null); phone.node.classList.remove("looked"); }
  if (!look) return;
  if (state.staff.some((who) => who.id === look.as)) state.staffer = look.as;
  if (look.phone === "guest") state.guest = look.chat;
  if (look.phone === "staff") Object.assign(state, { thread: look.thread, direct: false });
  state.tab = look.phone;
  draw();
  phones[look.phone].node.classList.add("looked");
  phones[look.phone].look(look.message);
}

async function next() {
  if ($("next").disabled) return;
  state.story.state = "working";
  drawStory();
  await tell("story", { does: "next" });
}

async function play() {
  playing = !playing;
  drawStory();
  while (playing) {
    if (state.story.state === "done" || state.story.state === "stuck" || !state.open) break;
    if (state.story.state === "ready") {
      await next();
      await pause(READ_MS + $("caption").textContent.length * READ_MS_A_LETTER);
    } else await pause(PRESS_MS);
  }
  playing = false;
  drawStory();
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function renew() {
  playing = false;
  state.open = false;
  drawStory();
  await tell("story", { does: "renew" });
}

// ---------------------------------------------------------------- language

function chosen() {
  const wished = [localStorage.getItem("language"), ...navigator.languages.map((each) => each.slice(0, 2))];
  return wished.find((each) => LANGUAGES.includes(each)) ?? "en";
}

async function speak(wanted) {
  words = await ask(`/demo/captions/${wanted}`);
  language = wanted;
  translate();
  if (phones.guest) draw();
}

function translate() {
  document.documentElement.lang = language;
  document.title = `Qonaq · ${t("page.try_it")}`;
  $("language").value = language;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t ?? node.getAttribute("data-t"));
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", t(node.dataset.label));
    if (node.matches("button")) node.title = t(node.dataset.label);
  }
  refill($("story"), STORIES.map((name) => el("option", { value: name }, t(`stories.${name}.title`))));
  for (const phone of Object.values(phones)) {
    phone.input.placeholder = t("page.message");
    phone.input.setAttribute("aria-label", t("page.message"));
  }
  phones.staff?.node.querySelector(".topics").setAttribute("aria-label", t("page.topics"));
  phones.staff?.node.setAttribute("aria-label", t("page.staff"));
  phones.manager?.node.setAttribute("aria-label", t("page.manager"));
}

// ------------------------------------------------------------------- hands

function hands() {
  $("next").addEventListener("click", next);
  $("play").addEventListener("click", play);
  $("again").addEventListener("click", renew);
  $("story").addEventListener("change", (event) => { playing = false; tell("story", { does: "choose", story: event.target.value }); });
  $("language").addEventListener("change", (event) => { localStorage.setItem("language", event.target.value); speak(event.target.value); });
  $("guest").addEventListener("change", (event) => chooseGuest(event.target.value));
  $("tune").addEventListener("click", () => {
    const open = document.body.classList.toggle("tuning");
    $("tune").setAttribute("aria-expanded", String(open));
  });
  for (const button of document.querySelectorAll("[data-minutes]")) button.addEventListener("click", () => tell("clock", { minutes: Number(button.dataset.minutes) }));
  for (const button of document.querySelectorAll("[data-to]")) button.addEventListener("click", () => tell("clock", { to: button.dataset.to }));
  for (const tab of document.querySelectorAll(".tabs button")) tab.addEventListener("click", () => openTab(tab.dataset.tab));
  narrow.addEventListener("change", draw);
  newcomer();
}

function newcomer() {
  for (const option of $("language").options) {
    $("newcomer").querySelector(".languages").append(el("button", { value: option.value, lang: option.value }, option.textContent));
  }
  $("newcomer").addEventListener("close", async () => {
    const wanted = $("newcomer").returnValue;
    if (!wanted) return;
    const { id } = await tell("guest", { language: wanted });
    for (let tries = 0; tries < 20 && !state.guests.some((who) => who.id === id); tries += 1) await pause(100);
    chooseGuest(id);
  });
}

function chooseGuest(value) {
  $("guest").value = state.guest;
  if (value === "new") {
    $("newcomer").returnValue = "";
    $("newcomer").showModal();
    return;
  }
  state.guest = Number(value);
  state.tab = "guest";
  draw();
}

hands();
await speak(chosen());
setInterval(drawClock, 1000);
follow(take, () => document.body.classList.add("lost"));
