import type {
  CallOptions, Capabilities, Credentials, InboundItem, Outbound, Protocol, ProtocolName, Registration, RoomReading, SendOutcome, SentEvidence,
} from '@tandem/domain';

type FindSent = NonNullable<Protocol['findSent']>;

/** A provider with rooms whose calls are proven by their path, as far as the server sees it: bodies are lists of items. */
export interface RoomProvider {
  readonly protocol: Protocol;
  readonly sent: Outbound[];
  /** Answers of `send`, first come first served; then everything is accepted. */
  readonly outcomes: SendOutcome[];
  /** Every address it was told, oldest first, by token. */
  readonly endpoints: { readonly url: string; readonly token: string }[];
  readonly resolved: string[];
  /** What is said of each room that was asked about. */
  readonly asked: string[];
  registration: Registration;
  room: RoomReading;
  evidence: (asked: Parameters<FindSent>[0]) => SentEvidence;
}

const capabilities: Capabilities = {
  buttons: 3, buttonTitle: 20, listRows: 10, typing: false, readMarks: false, mediaByLink: true, templates: true, perSecond: 50,
};

/**
 * Credentials: `line` names the number at the provider, `token` opens the account `of <token up to the dash>`. A token that
 * begins with `bad` is refused; `plain` takes the buttons away.
 */
export const roomProvider = (name: ProtocolName = 'qontak'): RoomProvider => {
  const made: RoomProvider = {
    sent: [], outcomes: [], endpoints: [], resolved: [], asked: [],
    registration: { kind: 'registered' },
    room: { kind: 'unanswered', reason: 'not told' },
    evidence: () => ({ kind: 'not-found' }),
    protocol: undefined as never,
  };
  return Object.assign(made, { protocol: protocolOf(name, made) });
};

const protocolOf = (name: ProtocolName, provider: RoomProvider): Protocol => ({
  name, title: 'Rooms', bestFor: 'specs', requires: 'nothing', capabilities,
  credentialFields: [
    { name: 'line', label: 'Line', secret: false, required: true, claim: 'qontak-integration' },
    { name: 'buttons', label: 'Buttons', secret: false, required: false, advanced: true },
    { name: 'token', label: 'Token', secret: true, required: true },
  ],
  capabilitiesWith: ({ buttons }) => (buttons === 'off' ? { ...capabilities, buttons: 0, perSecond: 2 } : capabilities),
  proof: { by: 'path' },
  verify: ({ pathSecret }, secrets) => pathSecret !== undefined && secrets.includes(pathSecret),
  parse: itemsIn,
  addressedTo: ({ address }, { credentials }) => address === credentials.line,
  send: (outbound) => {
    provider.sent.push(outbound);
    return Promise.resolve(provider.outcomes.shift() ?? { kind: 'accepted', id: `out-${provider.sent.length}` });
  },
  checkCredentials: ({ token = '' }) => Promise.resolve(token.startsWith('bad')
    ? { kind: 'checked', problems: [{ field: 'token', problem: 'Unauthorized' }] }
    : { kind: 'checked', problems: [], account: accountOf(token) }),
  setEndpoint: ({ url }, { token = '' }: Credentials, _options: CallOptions) => {
    if (provider.registration.kind === 'registered') provider.endpoints.push({ url, token });
    return Promise.resolve(provider.registration);
  },
  readRoom: (room) => {
    provider.asked.push(room);
    return Promise.resolve(provider.room);
  },
  resolveRoom: (room) => {
    provider.resolved.push(room);
    return Promise.resolve();
  },
  findSent: (asked) => Promise.resolve(provider.evidence(asked)),
});

export const accountOf = (token: string): string => `of ${token.split('-')[0] ?? ''}`;

const itemsIn = (rawBody: Uint8Array): readonly InboundItem[] => {
  try {
    return JSON.parse(Buffer.from(rawBody).toString('utf8')) as readonly InboundItem[];
  } catch {
    return [{ kind: 'unreadable', reason: 'no JSON' }];
  }
};
