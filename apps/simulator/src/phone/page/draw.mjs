// @ts-check
// Bubbles from what the server says of a message; the server knows the providers' shapes, this file only how they look.

/** @typedef {{ kind: string, id: string, title: string, description?: string }} Choice */
/** @typedef {{ id: string, mine: boolean, by?: string, at: number, kind: string, header?: string, text?: string, footer?: string,
 *   media?: { kind: string, url?: string, link?: string, filename?: string, mimeType?: string }, link?: { label: string, url: string },
 *   choices: Choice[], list?: { label: string, sections: { title?: string, rows: Choice[] }[] },
 *   quoted?: { id: string, text: string, mine: boolean }, reactions: string[], status: string, error?: string }} Message */

/** @typedef {{ onTap: (message: Message, choice: Choice) => void, onList: (message: Message) => void }} Actions */

/**
 * An element with properties and children; `undefined` children are left out.
 * @param {string} tag @param {Record<string, unknown>} [properties] @param {...(Node | string | undefined | false)} children
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (name.includes('-') || name === 'role') node.setAttribute(name, String(value));
    else Object.assign(node, { [name]: value });
  }
  node.append(...children.filter((child) => child !== undefined && child !== false));
  return node;
}

/** @param {string[]} paths @param {string} viewBox */
function drawing(paths, viewBox) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('aria-hidden', 'true');
  for (const d of paths) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

const tick = 'M1.5 7l3 3L11 3';
const second = 'M8 9.4l.6.6L15.5 3';
const clock = 'M8 1.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10ZM8 3.7v3l2 1.2';

/** Statuses of the customer's own messages: what became of them on the way to the business. */
const ticks = {
  waiting: { paths: [clock], text: 'Waiting' },
  sent: { paths: [tick], text: 'Sent, not yet received' },
  delivered: { paths: [tick, second], text: 'Received' },
  read: { paths: [tick, second], text: 'Read' },
  failed: { paths: ['M8 2v6M8 10.4v.2'], text: 'Failed' },
};

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

/** @param {number} at */
export const dayOf = (at) => day.format(at);

/** WhatsApp's *bold* and _italic_; everything else stays text. @param {string} words */
export function formatted(words) {
  const parts = words.split(/(\*[^*\n]+\*|_[^_\n]+_)/);
  return parts.map((part) => {
    if (/^\*[^*]+\*$/.test(part)) return element('strong', {}, part.slice(1, -1));
    return /^_[^_]+_$/.test(part) ? element('em', {}, part.slice(1, -1)) : part;
  });
}

/** One message as a list item. @param {Message} message @param {Actions} actions */
export function drawMessage(message, actions) {
  return element('li', { className: `message ${message.mine ? 'mine' : 'theirs'} ${message.status}` },
    element('div', { className: 'bubble' },
      message.by === undefined
        ? element('span', { className: 'unseen' }, message.mine ? 'You: ' : 'They: ')
        : element('p', { className: 'by' }, message.by),
      message.quoted && element('blockquote', {}, element('span', { className: 'unseen' }, 'In answer to: '), message.quoted.text),
      message.header !== undefined && element('p', { className: 'header' }, message.header),
      message.media && drawMedia(message.media),
      message.text !== undefined && element('p', { className: 'text' }, ...formatted(message.text)),
      message.text === undefined && !message.media && element('p', { className: 'text other' }, `(${message.kind})`),
      message.footer !== undefined && element('p', { className: 'footer' }, message.footer),
      message.link && element('a', { className: 'link', href: safeUrl(message.link.url), target: '_blank', rel: 'noreferrer' }, message.link.label),
      element('p', { className: 'meta' }, element('time', { dateTime: new Date(message.at).toISOString() }, time.format(message.at)), drawStatus(message)),
      message.reactions.length > 0 && element('p', { className: 'reactions' }, element('span', { className: 'unseen' }, 'Reactions: '), message.reactions.join(' ')),
    ),
    message.error !== undefined && element('p', { className: 'error' }, `Not delivered: ${message.error}`),
    drawChoices(message, actions),
  );
}

/** A message of the business shows no ticks to the customer, only that it never came. @param {Message} message */
function drawStatus(message) {
  if (!message.mine) return undefined;
  const { paths, text } = ticks[/** @type {keyof typeof ticks} */ (message.status)] ?? ticks.waiting;
  return element('span', { className: 'ticks', title: text }, drawing(paths, '0 0 17 13'), element('span', { className: 'unseen' }, text));
}

/** Ticks move on while everything else stays where it is. @param {HTMLElement} node @param {Message} message */
export function drawStatusAgain(node, message) {
  node.className = `message ${message.mine ? 'mine' : 'theirs'} ${message.status}`;
  const status = drawStatus(message);
  if (status) node.querySelector('.ticks')?.replaceWith(status);
}

/** @param {NonNullable<Message['media']>} media */
function drawMedia(media) {
  if (media.url && media.mimeType?.startsWith('image/')) {
    return element('img', { src: media.url, alt: media.kind === 'sticker' ? 'Sticker' : 'Picture', className: media.kind });
  }
  const name = media.filename ?? `${media.kind.charAt(0).toUpperCase()}${media.kind.slice(1)}`;
  const href = media.url ?? (media.link && safeUrl(media.link));
  const label = [drawing(['M6 2h6l4 4v12H6zM12 2v4h4'], '0 0 20 20'), name];
  return href ? element('a', { className: 'file', href, target: '_blank', rel: 'noreferrer' }, ...label) : element('p', { className: 'file' }, ...label);
}

/** @param {string} url */
const safeUrl = (url) => (/^https?:\/\//.test(url) ? url : '#');

/** @param {Message} message @param {Actions} actions */
function drawChoices(message, { onTap, onList }) {
  if (message.list) return element('div', { className: 'taps' }, element('button', { type: 'button', onclick: () => onList(message) }, `☰ ${message.list.label}`));
  if (message.choices.length === 0) return undefined;
  const buttons = message.choices.map((choice) => element('button', { type: 'button', onclick: () => onTap(message, choice) }, choice.title));
  return element('div', { className: 'taps', role: 'group', 'aria-label': 'Answers' }, ...buttons);
}

/** The rows of a list in its dialog. @param {Message} message @param {(choice: Choice) => void} choose */
export function drawRows(message, choose) {
  return (message.list?.sections ?? []).map(({ title, rows }) => element('section', {},
    title !== undefined && element('h3', {}, title),
    ...rows.map((row) => element('button', { type: 'button', className: 'row', onclick: () => choose(row) },
      element('span', {}, row.title), row.description !== undefined && element('small', {}, row.description))),
  ));
}

export const drawTyping = () => element('li', { className: 'message theirs typing' },
  element('div', { className: 'bubble' }, element('span', { className: 'unseen' }, 'They are typing'), element('i'), element('i'), element('i')));

/** @typedef {{ phoneNumberId: string, displayPhoneNumber: string, name: string, label?: string, provider: string, chats: { customer: string, name: string, at: number, last: string }[] }} PhoneNumber */

/** A number in the list on the left. @param {PhoneNumber} number @param {string} me @param {boolean} current */
export function drawNumber(number, me, current) {
  const chat = number.chats.find(({ customer }) => customer === me);
  return element('li', {}, element('a', { href: `#${number.phoneNumberId}/${me}`, ...(current ? { 'aria-current': 'page' } : {}) },
    element('span', { className: 'face', 'aria-hidden': 'true' }, initials(number.name)),
    element('span', { className: 'lines' },
      element('span', { className: 'line' }, element('strong', {}, number.name), drawBadge(number.label)),
      element('span', { className: 'number' }, ...drawAddress(number)),
      chat && element('span', { className: 'last' }, chat.last))));
}

/** The provider and, never broken, the number. @param {PhoneNumber} number */
export const drawAddress = ({ provider, displayPhoneNumber }) => [`${provider} · `, element('span', { className: 'together' }, displayPhoneNumber)];

/** @param {string | undefined} label */
const drawBadge = (label) => label !== undefined && element('span', { className: `badge ${tone(label)}` }, label);

/** @param {string} label */
export const tone = (label) => (/draft/i.test(label) ? 'draft' : /publish/i.test(label) ? 'published' : 'plain');

/** @param {string} name */
export const initials = (name) => name.split(/\s+/).slice(0, 2).map((word) => word.charAt(0).toUpperCase()).join('');
