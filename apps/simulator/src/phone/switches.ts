import type { CallFault, CommonFaults, AnyChange } from '../provider/faults.js';
import type { ProviderName } from '../provider/side.js';

type Option = { value: string; label: string; change: AnyChange };

type Switch = { name: string; label: string; options: Option[] };

/** A switch as the page shows it; `value` is empty where something is set that has no name here. */
export type SwitchView = { name: string; label: string; value: string; options: { value: string; label: string }[] };

const call = (fault: CallFault): AnyChange => ({ calls: [fault] });

const refusals: Record<ProviderName, { refused: CallFault; tooMany: CallFault; badToken: CallFault }> = {
  'meta-cloud': {
    refused: { fault: 'refuse', code: 131026 }, tooMany: { fault: 'refuse', code: 130429, httpStatus: 429 }, badToken: { fault: 'refuse', code: 190 },
  },
  coster: { refused: { fault: 'refuse', code: 1006 }, tooMany: { fault: 'refuse', code: 429 }, badToken: { fault: 'refuse', code: 401 } },
  qontak: { refused: { fault: 'refuse', httpStatus: 422 }, tooMany: { fault: 'refuse', httpStatus: 429 }, badToken: { fault: 'refuse', httpStatus: 401 } },
};

const nextReply = (provider: ProviderName): Switch => ({
  name: 'reply', label: 'The next reply',
  options: [
    { value: 'fine', label: 'is accepted', change: { calls: [] } },
    { value: 'refused', label: 'is refused', change: call(refusals[provider].refused) },
    { value: 'too-many', label: 'is refused: too many (429)', change: call(refusals[provider].tooMany) },
    { value: 'bad-token', label: 'is refused: bad token', change: call(refusals[provider].badToken) },
    { value: 'fails', label: 'is accepted and fails later', change: call({ fault: 'fail' }) },
    { value: 'lost-answer', label: 'is sent, but never answered', change: call({ fault: 'no-answer-after' }) },
    { value: 'cut', label: 'is sent, the connection is cut', change: call({ fault: 'drop-after' }) },
    { value: 'gateway', label: 'is answered 502', change: call({ fault: 'bad-gateway' }) },
  ],
});

const calm = { upTo: 'read', order: 'forward', times: 1, delayMs: 0 } as const;

const common: Switch[] = [
  {
    name: 'reports', label: 'Delivery reports',
    options: [
      { value: 'calm', label: 'in order', change: { statuses: calm } },
      { value: 'delivered-first', label: 'delivered before sent', change: { statuses: { ...calm, order: 'delivered-first' } } },
      { value: 'read-first', label: 'read before all', change: { statuses: { ...calm, order: 'read-first' } } },
      { value: 'shuffled', label: 'in any order', change: { statuses: { ...calm, order: 'shuffled' } } },
      { value: 'twice', label: 'each twice', change: { statuses: { ...calm, times: 2 } } },
      { value: 'late', label: 'ten seconds late', change: { statuses: { ...calm, delayMs: 10_000 } } },
      { value: 'none', label: 'none at all', change: { statuses: { ...calm, upTo: 'none' } } },
    ],
  },
  {
    name: 'inbound', label: 'Your messages arrive',
    options: [{ value: 'once', label: 'once', change: { inbound: { times: 1 } } }, { value: 'twice', label: 'twice', change: { inbound: { times: 2 } } }],
  },
  {
    name: 'window', label: 'Replies after 24 hours',
    options: [
      { value: 'status', label: 'fail by a report', change: { window: 'status' } },
      { value: 'now', label: 'are refused at once', change: { window: 'now' } },
      { value: 'off', label: 'pass', change: { window: 'off' } },
    ],
  },
];

const one = (part: string, name: string, label: string, options: [string, string][]): Switch =>
  ({ name: `${part}-${name}`, label, options: options.map(([value, text]) => ({ value, label: text, change: { [part]: { [name]: value } } })) });

const own: Record<ProviderName, Switch[]> = {
  'meta-cloud': [],
  coster: [
    one('webhooks', 'messages', 'Messages are told in', [['envelope', 'the bot envelope'], ['cloud', 'the Cloud form'], ['flat', 'the flat form']]),
    one('webhooks', 'reports', 'Reports are told in', [['cloud', 'the Cloud form'], ['envelope', 'the bot envelope'], ['flat', 'the flat form']]),
    one('answers', 'form', 'Replies are answered with', [['messages', 'the id'], ['xid', 'our xid only'], ['empty', 'nothing']]),
  ],
  qontak: [
    one('webhooks', 'shape', 'Webhooks look as in', [['2024', '2024'], ['2021', '2021']]),
    one('webhooks', 'contentType', 'They say they are', [['json', 'JSON'], ['none', 'nothing (JSON)'], ['form', 'a form']]),
    one('webhooks', 'taps', 'A tap shows', [['title', 'its title only'], ['raw', 'the whole message']]),
    one('rooms', 'afterResolved', 'After a resolved room comes', [['new', 'a new room'], ['same', 'the same room']]),
  ],
};

const switchesOf = (provider: ProviderName): Switch[] => [nextReply(provider), ...common, ...own[provider]];

export const switchViews = (provider: ProviderName, faults: CommonFaults): SwitchView[] =>
  switchesOf(provider).map(({ name, label, options }) => ({
    name, label,
    value: options.find(({ change }) => isInForce(faults, change))?.value ?? '',
    options: options.map((option) => ({ value: option.value, label: option.label })),
  }));

/** What a choice on the page changes; undefined where there is no such switch or choice. */
export const changeOf = (provider: ProviderName, name: string, value: string): AnyChange | undefined =>
  switchesOf(provider).find((known) => known.name === name)?.options.find((option) => option.value === value)?.change;

function isInForce(faults: CommonFaults, change: AnyChange): boolean {
  return Object.entries(change).every(([key, wanted]) => {
    const now: unknown = faults[key as keyof CommonFaults];
    if (Array.isArray(wanted) || typeof wanted !== 'object') return JSON.stringify(now) === JSON.stringify(wanted);
    return Object.entries(wanted as object).every(([name, value]) => (now as Record<string, unknown>)[name] === value);
  });
}
