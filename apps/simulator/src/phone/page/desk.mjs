// @ts-check
// Beside the chat: what the provider's own people see and do, and what may go wrong.
import { ask, byId } from './ask.mjs';
import { element } from './draw.mjs';

/** @typedef {{ name: string, label: string, value: string, options: { value: string, label: string }[] }} Switch */
/** @typedef {{ roomId?: string, status?: string, agent?: string, endpoint: string }} Inbox */
/** @typedef {{ provider: string, switches: Switch[], handOff?: { url: string, numbers: number }, inbox?: Inbox }} Desk */

const desk = {
  phone: byId('phone'), whole: byId('desk'), inbox: byId('inbox'), state: byId('inbox-state'), handOff: byId('hand-off'), done: byId('hand-off-done'),
  switches: byId('switches'), trouble: byId('desk-trouble'),
  words: /** @type {HTMLTextAreaElement} */ (byId('inbox-text')), url: /** @type {HTMLInputElement} */ (byId('hand-off-url')),
};

/** @type {{ number: string, customer: string } | undefined} */
let chat;
let shown = '';

/** Shows the desk of a chat; nothing of it where none is open, or that of another chat still stands. @param {typeof chat} next */
export async function showDesk(next) {
  if (next?.number !== chat?.number || next?.customer !== chat?.customer) clear();
  chat = next;
  if (!next) return;
  const view = /** @type {Desk} */ (await ask(`/phone/desk?number=${encodeURIComponent(next.number)}&customer=${encodeURIComponent(next.customer)}`));
  if (chat !== next) return;
  desk.whole.hidden = false;
  const now = JSON.stringify([next, view]);
  if (now === shown) return;
  shown = now;
  desk.inbox.hidden = view.inbox === undefined;
  desk.handOff.hidden = view.handOff === undefined;
  if (view.inbox) drawInbox(view.inbox);
  if (view.handOff) drawHandOff(view.handOff);
  drawSwitches(view.switches);
}

function clear() {
  desk.whole.hidden = true;
  desk.trouble.textContent = '';
  desk.done.textContent = '';
  desk.words.value = '';
}

/** @param {Inbox} inbox */
function drawInbox({ status, agent, endpoint }) {
  const states = {
    unassigned: 'The bot has the room.', campaign: 'A broadcast opened the room.', resolved: 'The room is resolved. The next message opens another.',
    assigned: `${agent ?? 'Somebody'} holds the room. The bot may not write.`,
  };
  desk.state.textContent = status === undefined ? 'There is no room before the first message.' : states[/** @type {keyof typeof states} */ (status)];
  const open = status === 'unassigned' || status === 'assigned' || status === 'campaign';
  const possible = { take: open && status !== 'assigned', unassign: status === 'assigned', resolve: open };
  for (const button of actButtons()) button.disabled = !possible[/** @type {keyof typeof possible} */ (button.dataset.action)];
  for (const control of [desk.words, /** @type {HTMLButtonElement} */ (byId('inbox-form').querySelector('button'))]) control.disabled = status !== 'assigned';
  byId('endpoint').textContent = endpoint === '' ? 'No endpoint is set: nobody hears of what is written here.' : `Endpoint set, at ${endpoint}.`;
}

/** @returns {NodeListOf<HTMLButtonElement>} */
const actButtons = () => desk.inbox.querySelectorAll('[data-action]');

/** @param {{ url: string, numbers: number }} handOff */
function drawHandOff({ url, numbers }) {
  const shared = numbers > 1 ? ` It serves all ${numbers} numbers of the account.` : '';
  byId('hand-off-help').textContent = `Coster has no call for this: its staff sets the address that you hand them.${shared}`;
  if (document.activeElement !== desk.url) desk.url.value = url;
}

/** Selects stay the same while their choices do, so that one that is open is not closed. @param {Switch[]} switches */
function drawSwitches(switches) {
  const kind = JSON.stringify(switches.map(({ value: _value, ...rest }) => rest));
  if (desk.switches.dataset.kind !== kind) desk.switches.replaceChildren(...switches.map(drawSwitch));
  desk.switches.dataset.kind = kind;
  for (const { name, value } of switches) /** @type {HTMLSelectElement} */ (byId(`switch-${name}`)).value = value;
}

/** @param {Switch} one */
function drawSwitch({ name, label, options }) {
  const select = /** @type {HTMLSelectElement} */ (element('select', { id: `switch-${name}` }, ...options.map(({ value, label: text }) => element('option', { value }, text))));
  select.addEventListener('change', () => void act('/phone/switch', { name, value: select.value }));
  return element('div', {}, element('label', { htmlFor: `switch-${name}` }, label), select);
}

/** @param {string} path @param {Record<string, unknown>} what */
async function act(path, what) {
  shown = ''; // what is on the page is not what was drawn any more, also where the answer is as before
  desk.trouble.textContent = '';
  try {
    await ask(path, { ...chat, ...what });
    await showDesk(chat);
    return true;
  } catch (error) {
    desk.trouble.textContent = /** @type {Error} */ (error).message;
    return false;
  }
}

for (const button of actButtons()) button.addEventListener('click', () => void act('/phone/room', { action: button.dataset.action }));

byId('inbox-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const words = desk.words.value.trim();
  desk.words.focus();
  if (words !== '' && await act('/phone/room', { action: 'write', text: words })) desk.words.value = '';
});

byId('hand-off-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  desk.done.textContent = '';
  const url = desk.url.value.trim();
  if (await act('/phone/hand-off', { url })) desk.done.textContent = url === '' ? 'No address is set.' : 'The address is set.';
});

byId('calm').addEventListener('click', () => void act('/phone/calm', {}));

byId('to-desk').addEventListener('click', () => {
  desk.phone.classList.add('at-desk');
  byId('from-desk').focus();
});
byId('from-desk').addEventListener('click', () => {
  desk.phone.classList.remove('at-desk');
  byId('to-desk').focus();
});
