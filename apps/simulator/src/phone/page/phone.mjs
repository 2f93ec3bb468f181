// @ts-check
import { ask, byId } from './ask.mjs';
import { showDesk } from './desk.mjs';
import './new-number.mjs';
import { dayOf, drawAddress, drawMessage, drawNumber, drawRows, drawStatusAgain, drawTyping, element, initials, tone } from './draw.mjs';

/** @typedef {import('./draw.mjs').Message} Message */
/** @typedef {import('./draw.mjs').PhoneNumber} PhoneNumber */

const page = {
  phone: byId('phone'), numbers: byId('numbers'), noNumbers: byId('no-numbers'), welcome: byId('welcome'), welcomeText: byId('welcome-text'),
  chat: byId('chat'), messages: byId('messages'), scroll: byId('scroll'), offline: byId('offline'), trouble: byId('trouble'), state: byId('chat-state'),
  me: /** @type {HTMLInputElement} */ (byId('me')), text: /** @type {HTMLTextAreaElement} */ (byId('text')),
  dialog: /** @type {HTMLDialogElement} */ (byId('choices')),
};

const remembered = 'phone.customer';
/** @type {{ numbers: PhoneNumber[], number: string, me: string }} */
const state = { numbers: [], number: '', me: localStorage.getItem(remembered) ?? '6281234567890' };

/** Drawn messages by id, with the text of the view they were drawn from, so that only what changed is drawn again.
 * @type {Map<string, { node: HTMLElement, drawn: string, status: string }>} */
const drawn = new Map();

/** Digits of a phone number, or a user id as it is. @param {string} customer */
const tidy = (customer) => (/^[A-Z]{2}\./.test(customer.trim()) ? customer.trim() : customer.replace(/\D/g, ''));

function readAddress() {
  const [number = '', customer = ''] = decodeURIComponent(location.hash.slice(1)).split('/');
  if (tidy(customer) !== '') state.me = tidy(customer);
  localStorage.setItem(remembered, state.me);
  if (document.activeElement !== page.me) page.me.value = state.me;
  state.number = number;
}

async function showNumbers() {
  state.numbers = await ask('/phone/numbers');
  drawNumbers();
}

/** What the list on the left was drawn from; a link that changes under the finger would lose the tap. */
let listed = '';

function drawNumbers() {
  const now = JSON.stringify([state.numbers, state.me, state.number]);
  if (now === listed) return;
  listed = now;
  const known = [...new Set(state.numbers.flatMap(({ chats }) => chats.map(({ customer }) => customer)))];
  byId('customers').replaceChildren(...known.map((customer) => element('option', { value: customer })));
  const focused = [...page.numbers.querySelectorAll('a')].findIndex((link) => link === document.activeElement);
  page.numbers.replaceChildren(...state.numbers.map((number) => drawNumber(number, state.me, number.phoneNumberId === state.number)));
  page.numbers.querySelectorAll('a')[focused]?.focus();
  const some = state.numbers.length > 0;
  page.noNumbers.hidden = some;
  byId('welcome-title').textContent = some ? 'Whom do you want to write to?' : 'Nobody to write to yet';
  page.welcomeText.textContent = some ? 'Choose a number to start a conversation.' : 'As soon as a number is connected, you can write to it here.';
}

function showHead() {
  const number = state.numbers.find(({ phoneNumberId }) => phoneNumberId === state.number);
  page.phone.classList.toggle('open', number !== undefined);
  page.chat.hidden = number === undefined;
  page.welcome.hidden = number !== undefined;
  document.title = number ? `${number.name}${number.label ? ` (${number.label})` : ''} · Phone` : 'Phone';
  if (!number) return;
  byId('chat-name').textContent = number.name;
  byId('chat-number').replaceChildren(...drawAddress(number));
  byId('chat-face').textContent = initials(number.name);
  const label = byId('chat-label');
  label.hidden = number.label === undefined;
  label.textContent = number.label ?? '';
  label.className = `badge ${tone(number.label ?? '')}`;
}

const openChat = () => (known() ? { number: state.number, customer: state.me } : undefined);

const known = () => state.numbers.some(({ phoneNumberId }) => phoneNumberId === state.number);

async function showChat() {
  const { number, me } = state;
  if (!known()) return;
  const { messages, typing } = await ask(`/phone/chat?number=${encodeURIComponent(number)}&customer=${encodeURIComponent(me)}`);
  if (number !== state.number || me !== state.me) return;
  drawMessages(messages, typing);
  page.state.textContent = typing ? 'typing…' : '';
  if (atEnd) scrollToEnd();
}

/** Whether the newest message is in sight: then what comes, and a picture that has just loaded, moves it up. */
let atEnd = true;

page.scroll.addEventListener('scroll', () => {
  atEnd = page.scroll.scrollHeight - page.scroll.scrollTop - page.scroll.clientHeight < 80;
});
page.messages.addEventListener('load', () => void (atEnd && scrollToEnd()), true);

function scrollToEnd() {
  page.scroll.scrollTop = page.scroll.scrollHeight;
}

/** @param {Message[]} messages @param {boolean} typing */
function drawMessages(messages, typing) {
  /** @type {HTMLElement[]} */
  const nodes = [];
  let lastDay = '';
  for (const message of messages) {
    const day = dayOf(message.at);
    if (day !== lastDay) nodes.push(kept(`day ${day}`, () => element('li', { className: 'day' }, element('span', {}, day))));
    lastDay = day;
    nodes.push(nodeOf(message));
  }
  const hint = `No messages yet. Say hello: they see you as ${state.me}.`;
  if (messages.length === 0) nodes.push(kept(hint, () => element('li', { className: 'note' }, hint)));
  if (typing) nodes.push(kept('typing', drawTyping));
  place(nodes);
}

/** Puts the nodes in order and leaves alone what is in its place already, so that focus and announcements stay right. @param {HTMLElement[]} nodes */
function place(nodes) {
  const wanted = new Set(nodes);
  for (const child of [...page.messages.children]) if (!wanted.has(/** @type {HTMLElement} */ (child))) child.remove();
  nodes.forEach((node, at) => {
    if (page.messages.children[at] !== node) page.messages.insertBefore(node, page.messages.children[at] ?? null);
  });
}

/** The node of that name, made on first use. @param {string} name @param {() => HTMLElement} draw */
function kept(name, draw) {
  const node = drawn.get(name)?.node ?? draw();
  drawn.set(name, { node, drawn: name, status: '' });
  return node;
}

/** @param {Message} message */
function nodeOf(message) {
  const { status, ...rest } = message;
  const now = JSON.stringify(rest);
  const before = drawn.get(message.id);
  const same = before?.drawn === now ? before : undefined;
  const node = same?.node ?? drawMessage(message, { onTap: (tapped, choice) => void tap(tapped, choice), onList: openList });
  if (same && same.status !== status) drawStatusAgain(node, message);
  drawn.set(message.id, { node, drawn: now, status });
  return node;
}

/** @param {Message} message @param {{ id: string, title: string }} choice */
const tap = (message, choice) => send({ tap: { messageId: message.id, id: choice.id, title: choice.title } });

/** @param {Message} message */
function openList(message) {
  byId('choices-title').textContent = message.list?.label ?? '';
  byId('choices-rows').replaceChildren(...drawRows(message, (choice) => {
    page.dialog.close();
    void tap(message, choice);
  }));
  page.dialog.showModal();
}

/** @param {Record<string, unknown>} what */
async function send(what) {
  page.trouble.textContent = '';
  try {
    await ask('/phone/messages', { number: state.number, customer: state.me, ...what });
    atEnd = true;
    scrollToEnd();
  } catch (error) {
    page.trouble.textContent = /** @type {Error} */ (error).message;
  }
}

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const words = page.text.value.trim();
  page.text.focus();
  if (words === '') return;
  page.text.value = '';
  void send({ text: words });
});

page.text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  /** @type {HTMLFormElement} */ (byId('composer')).requestSubmit();
});

byId('attach').addEventListener('click', () => void send({ sample: 'image' }));

const becomeSomebody = () => {
  const next = tidy(page.me.value);
  if (next === '') page.me.value = state.me;
  else if (next !== state.me) location.hash = `${state.number}/${next}`;
};
page.me.addEventListener('change', becomeSomebody);
byId('me-form').addEventListener('submit', (event) => {
  event.preventDefault();
  becomeSomebody();
});

/** One look at a time, and no more than five in a second however much there is to see. */
const looking = { busy: false, again: false };

async function showAll() {
  if (looking.busy) {
    looking.again = true;
    return;
  }
  looking.busy = true;
  try {
    await showNumbers();
    showHead();
    await showChat();
    await showDesk(openChat());
  } catch {
    // the event stream will say that the connection is lost, and look again when it is back
  }
  setTimeout(() => {
    const again = looking.again;
    Object.assign(looking, { busy: false, again: false });
    if (again) void showAll();
  }, 200);
}

window.addEventListener('hashchange', async () => {
  const before = state.number;
  readAddress();
  page.trouble.textContent = '';
  drawNumbers();
  showHead();
  atEnd = true;
  page.phone.classList.remove('at-desk');
  // Where this fails, showAll looks again.
  showDesk(openChat()).catch(() => undefined);
  await showChat();
  if (state.number && state.number !== before) page.text.focus();
  void showAll();
});

function listen() {
  const events = new EventSource('/phone/events');
  events.onopen = () => {
    page.offline.hidden = true;
    void showAll();
  };
  events.onerror = () => {
    page.offline.hidden = false;
  };
  events.onmessage = () => void showAll();
}

readAddress();
listen();
