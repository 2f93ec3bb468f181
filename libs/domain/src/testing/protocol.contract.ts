import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { InboundMedia } from '../channel/inbound.js';
import type { Outbound, OutboundContent, SendOutcome } from '../channel/outbound.js';
import type { Credentials, Protocol, WebhookCall } from '../channel/protocol.js';

/** The provider's side, played by the caller on 127.0.0.1. */
export interface ProviderDouble<Answer> {
  readonly url: string;
  readonly calls: readonly { readonly body: string; readonly path: string }[];
  answers(...script: readonly Answer[]): void;
  stop(): Promise<void>;
}

export interface ProtocolUnderTest<Answer> {
  /** The protocol, speaking to the double. */
  create(url: string): Protocol;
  start(): Promise<ProviderDouble<Answer>>;
  readonly credentials: Credentials;
  /** The provider's words for what can become of a send. */
  readonly answers: Readonly<Record<'accepted' | 'overloaded' | 'credentialBroken' | 'refused' | 'down' | 'silence' | 'cut', Answer>>;
  /** Genuine bodies. */
  readonly bodies: readonly Uint8Array[];
  /** The call as the provider would make it for one who holds `secret`. */
  call(rawBody: Uint8Array, secret: string): WebhookCall;
  /** A medium that the double at `url` would be asked for; without it one that has an id. */
  medium?(url: string): InboundMedia;
  /** A refusal in the given words. */
  refusing?(words: string): Answer;
}

/** One byte per character: enough for what stands in these specs. */
const bytes = (words: string): Uint8Array => Uint8Array.from(words, (character) => character.charCodeAt(0));
const text = (words: string): OutboundContent => ({ type: 'text', text: words });
const outbound = (content: OutboundContent): Outbound => ({ send: 'send-1', to: { phone: '15550100001' }, content, room: 'room-1' });

/** What every protocol promises, whatever its provider is like. */
export const protocolContract = <Answer>(name: string, under: ProtocolUnderTest<Answer>): void => {
  describe(`protocol: ${name}`, () => {
    const protocol = under.create('http://127.0.0.1:9');
    describe('what an operator sees', () => describes(protocol));
    describe('reading', () => reads(protocol, under));
    describe('proof of a call', () => proves(protocol, under));
    describe('sending', () => sends(under));
    describe('rooms, evidence and its own registration, where it has them', () => asks(under));
  });
};

/** What a protocol promises whose calls come from nobody's provider: reading, and the proof of a call. */
export const receiptContract = (
  name: string, protocol: Protocol, under: Pick<ProtocolUnderTest<unknown>, 'bodies' | 'call'>,
): void => {
  describe(`protocol without a provider: ${name}`, () => {
    describe('reading', () => reads(protocol, under));
    describe('proof of a call', () => proves(protocol, under));
  });
};

const describes = (protocol: Protocol): void => {
  it('has a title and says whom it suits and what it needs', () => {
    for (const words of [protocol.title, protocol.bestFor, protocol.requires]) expect(words.trim()).not.toBe('');
  });

  it('has credential fields with names of their own, labels, and at least one secret', () => {
    const names = protocol.credentialFields.map((field) => field.name);
    expect(new Set(names).size).toBe(names.length);
    expect(protocol.credentialFields.every((field) => field.label.trim() !== '')).toBe(true);
    expect(protocol.credentialFields.some((field) => field.secret)).toBe(true);
  });

  it('claims a number by a field that is no secret and must be filled in', () => {
    const claims = protocol.credentialFields.filter((field) => field.claim !== undefined);
    expect(claims.filter((field) => field.secret || !field.required)).toEqual([]);
  });

  it('proves calls by a secret field where it proves them by a signature', () => {
    const { proof } = protocol;
    const proving = proof.by === 'path' || protocol.credentialFields.some((field) => field.name === proof.field && field.secret);
    expect(proving).toBe(true);
  });

  it('has capabilities that make sense', () => {
    const { buttons, buttonTitle, listRows, perSecond } = protocol.capabilities;
    expect([buttons, buttonTitle, listRows].every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
    expect(perSecond).toBeGreaterThan(0);
  });
};

const reads = (protocol: Protocol, { bodies }: Pick<ProtocolUnderTest<unknown>, 'bodies'>): void => {
  const kinds = ['message', 'status', 'notice', 'unreadable'];
  const isSound = (rawBody: Uint8Array): boolean => {
    const items = protocol.parse(rawBody);
    return items.length > 0 && items.every((item) => kinds.includes(item.kind));
  };

  it('makes something of every genuine body, and the same each time', () => {
    for (const rawBody of bodies) {
      expect(isSound(rawBody)).toBe(true);
      expect(protocol.parse(rawBody)).toEqual(protocol.parse(rawBody));
      expect(protocol.parse(rawBody).every((item) => item.kind !== 'unreadable')).toBe(true);
    }
  });

  it('never throws for what is no JSON, and says so', () => {
    for (const rawBody of ['', ' ', '{', 'null', '[]', '1', '"x"'].map(bytes)) {
      expect(protocol.parse(rawBody)).toMatchObject([{ kind: 'unreadable' }]);
    }
  });

  it('never throws for any bytes or any JSON', () => {
    const anyBody = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(bytes));
    fc.assert(fc.property(anyBody, isSound), { numRuns: 300 });
  });

  it('never throws for a genuine body that was cut or has a byte changed', () => {
    fc.assert(fc.property(fc.constantFrom(...bodies), fc.nat(), fc.nat({ max: 255 }), (rawBody, place, byte) => {
      const at = place % rawBody.length;
      const changed = Uint8Array.from(rawBody);
      changed[at] = byte;
      return isSound(changed) && isSound(rawBody.slice(0, at));
    }), { numRuns: 500 });
  });
};

const proves = (protocol: Protocol, { bodies, call }: Pick<ProtocolUnderTest<unknown>, 'bodies' | 'call'>): void => {
  const rawBody = bodies[0] ?? new Uint8Array();
  const genuine = call(rawBody, 'the-secret');

  it('takes a genuine call, under the old secret and the new', () => {
    expect(protocol.verify(genuine, ['the-secret'])).toBe(true);
    expect(protocol.verify(genuine, ['new-secret', 'the-secret'])).toBe(true);
  });

  it('refuses a call under another secret, under an empty one, or under none', () => {
    for (const secrets of [['other'], [''], []]) expect(protocol.verify(genuine, secrets)).toBe(false);
    expect(protocol.verify(call(rawBody, ''), [''])).toBe(false);
  });

  it('refuses a call without its proof', () => {
    expect(protocol.verify({ rawBody, headers: {} }, ['the-secret'])).toBe(false);
  });

  it('refuses a garbled proof and never throws', () => {
    fc.assert(fc.property(fc.string(), (garbage) => {
      const headers = Object.fromEntries(Object.keys(genuine.headers).map((header) => [header, garbage]));
      expect(protocol.verify({ rawBody, headers, pathSecret: garbage }, ['the-secret'])).toBe(false);
    }));
  });

  it('refuses another body under the same signature, where it proves calls by one', () => {
    const forged = { ...genuine, rawBody: bytes('{}') };
    expect(protocol.verify(forged, ['the-secret'])).toBe(protocol.proof.by === 'path');
  });
};

const sends = <Answer>(under: ProtocolUnderTest<Answer>): void => {
  let provider: ProviderDouble<Answer>;
  beforeEach(async () => {
    provider = await under.start();
  });
  afterEach(() => provider.stop());

  const send = (content: OutboundContent, ...script: readonly Answer[]): Promise<SendOutcome> => {
    provider.answers(...script);
    return under.create(provider.url).send(outbound(content), under.credentials, { timeout: 2_000 });
  };

  const { answers } = under;
  it.each([
    ['is accepted', answers.accepted, 'accepted'],
    ['waits for a provider that is overloaded', answers.overloaded, 'retry'],
    ['waits for a provider that is down', answers.down, 'retry'],
    ['pauses the channel when the credential is broken', answers.credentialBroken, 'pause'],
    ['is refused for good', answers.refused, 'refused'],
    ['is unknown when no answer comes in time', answers.silence, 'unknown'],
    ['is unknown when the connection is lost after the call', answers.cut, 'unknown'],
  ])('a text %s', async (_what, answer, kind) => {
    expect(await send(text('Hello'), answer)).toMatchObject({ kind });
    expect(provider.calls.length).toBeGreaterThan(0);
  });

  it('is to be repeated when the provider cannot be reached', async () => {
    const gone = await under.start();
    await gone.stop();
    const outcome = await under.create(gone.url).send(outbound(text('Hello')), under.credentials, { timeout: 2_000 });
    expect(outcome).toMatchObject({ kind: 'retry' });
  });

  it('shows no credential in any outcome', async () => {
    const secrets = Object.values(under.credentials).filter((value) => value.length > 8);
    for (const answer of Object.values<Answer>(answers)) {
      const words = JSON.stringify(await send(text('Hello'), answer));
      expect(secrets.filter((secret) => words.includes(secret))).toEqual([]);
    }
  });

  it('refuses what it cannot send whole instead of cutting it', async () => {
    expect(await send(text('x'.repeat(1_000_000)), answers.accepted)).toMatchObject({ kind: 'refused' });
    expect(provider.calls).toEqual([]);
  });

  it('sends every choice that was given, as buttons, list or numbers, and says what was lost', async () => {
    const { capabilities } = under.create(provider.url);
    const many = Array.from({ length: capabilities.buttons + 1 }, (_, index) => ({ id: `choice-${index}`, title: `Choice ${index}` }));
    const outcome = await send({ type: 'buttons', text: 'Which?', buttons: many }, answers.accepted);
    expect(outcome.kind === 'accepted' && (outcome.notes ?? []).length).toBeGreaterThan(0);
    const sent = provider.calls.map((call) => call.body).join();
    expect(many.filter(({ title }) => !sent.includes(title))).toEqual([]);
  });

  it('never throws for marks and media, whatever the provider answers', async () => {
    const protocol = under.create(provider.url);
    for (const answer of [answers.down, answers.cut]) {
      provider.answers(answer);
      await protocol.showTyping?.({ message: 'm-1', customer: { phone: '15550100001' } }, under.credentials, { timeout: 2_000 });
      const medium = under.medium?.(provider.url) ?? { type: 'image', mediaId: '1' };
      const media = await protocol.fetchMedia?.(medium, under.credentials, { timeout: 2_000, maxBytes: 10 });
      expect(media?.kind ?? 'retry').toBe('retry');
    }
  });
};

/** An address as a channel has it: what names the channel and what proves a call stand in its path. */
const endpoint = { url: 'https://tandem.example/webhooks/protocol/address-0123456789/path-secret-0123456789' };
const endpointSecrets = ['address-0123456789', 'path-secret-0123456789'];

const shownIn = (said: unknown, secrets: readonly string[]): readonly string[] =>
  secrets.filter((secret) => JSON.stringify(said).includes(secret));

const asks = <Answer>(under: ProtocolUnderTest<Answer>): void => {
  let provider: ProviderDouble<Answer>;
  beforeEach(async () => {
    provider = await under.start();
  });
  afterEach(() => provider.stop());

  const { answers, credentials } = under;
  const { credentialFields } = under.create('http://127.0.0.1:9');
  const secrets = credentialFields.flatMap(({ name, secret }) => (secret ? (credentials[name] ?? []) : []));
  const everything = `"${secrets.join('" and "')}" at ${endpoint.url}`;
  const script = [...Object.values<Answer>(answers), ...(under.refusing ? [under.refusing(everything)] : [])];
  const kinds = ['registered', 'failed', 'read', 'unanswered', 'found', 'not-found'];

  const askAll = async (protocol: Protocol): Promise<readonly { readonly kind: string }[]> => {
    const options = { timeout: 300 };
    await protocol.resolveRoom?.('room-1', credentials, options);
    const said = await Promise.all([
      protocol.setEndpoint?.(endpoint, credentials, options),
      protocol.readRoom?.('room-1', credentials, options),
      protocol.findSent?.({ outbound: outbound(text('Hello')), since: 0 }, credentials, options),
    ]);
    return said.filter((one) => one !== undefined);
  };

  it('never throws and answers in our words, whatever the provider answers, without a secret or our path', async () => {
    for (const answer of script) {
      provider.answers(answer);
      const said = await askAll(under.create(provider.url));
      expect(said.filter(({ kind }) => !kinds.includes(kind))).toEqual([]);
      expect(shownIn(said, secrets)).toEqual([]);
      const ofEndpoint = said.filter(({ kind }) => kind === 'registered' || kind === 'failed');
      expect(shownIn(ofEndpoint, endpointSecrets)).toEqual([]);
    }
  });

  it('claims no success while the provider is down, silent or cannot be reached', async () => {
    const gone = await under.start();
    await gone.stop();
    const outages = [...(await askAll(under.create(gone.url)))];
    for (const answer of [answers.down, answers.silence, answers.cut]) {
      provider.answers(answer);
      outages.push(...(await askAll(under.create(provider.url))));
    }
    expect(outages.filter(({ kind }) => !['failed', 'unanswered'].includes(kind))).toEqual([]);
  });
};
