import {
  auditStream, compareHeads, configurationPrefixes, evolveHeads, type AuditEvent, type Clock, type EventStore, type HeadsSigned, type RecordedEvent,
  type StreamHead, type StreamHeads, type Vault,
} from '@tandem/domain';
import { GENESIS, hashEvent } from '@tandem/event-store';
import { obtainNotary } from './notary.js';

/** Signs where the configuration streams stand (design 3, Integrity): every hour, and before every export. */
export interface HeadSigner {
  /** Signs what has changed since the last time; appends nothing where nothing has. `broken`: streams that were tampered with. */
  sign(): Promise<{ readonly signed: HeadsSigned['data'] | undefined; readonly broken: readonly string[] }>;
  /** SPKI, base64: what an auditor keeps outside this installation. */
  publicKey(): Promise<string>;
}

export const createHeadSigner = (deps: { store: EventStore; vault: Vault; clock: Clock }): HeadSigner => {
  const { store, clock } = deps;
  const current = followHeads(store);
  let last: Promise<unknown> = Promise.resolve();

  const sign = async () => {
    const { heads, unchained } = await current();
    for (;;) {
      const notary = await obtainNotary(deps);
      const { signed, version } = await readSigned(store);
      const compared = compareHeads(signed, heads);
      const broken = [...new Set([...compared.broken, ...unchained])].sort();
      const changed = Object.fromEntries(Object.entries(compared.changed).filter(([stream]) => !broken.includes(stream)));
      if (Object.keys(changed).length === 0) return { signed: undefined, broken };
      const data = notary.sign({ at: clock.now(), heads: changed });
      const event = { type: 'HeadsSigned', id: `heads/${version + 1}/${data.signature.slice(0, 22)}`, data, meta: { v: 1, at: data.at, means: 'system' as const } };
      if ((await store.append(auditStream, [event], version)).kind === 'appended') return { signed: data, broken };
    }
  };
  return {
    sign: () => {
      const next = last.then(sign, sign);
      last = next.catch(() => {});
      return next;
    },
    publicKey: async () => (await obtainNotary(deps)).publicKey,
  };
};

const readSigned = async (store: EventStore): Promise<{ signed: StreamHeads; version: number }> => {
  const { events, version } = await store.read(auditStream);
  const signed = (events as readonly RecordedEvent<AuditEvent>[]).reduce<StreamHeads>(
    (heads, { type, data }) => evolveHeads(heads, { type, data } as AuditEvent), {},
  );
  return { signed, version };
};

const PAGE = 500;

/** Reads on where it was; an event that does not follow its predecessor breaks its stream, which is signed no more. */
const followHeads = (store: EventStore) => {
  const heads = new Map<string, StreamHead>();
  const unchained = new Set<string>();
  let after = 0;
  const take = (event: RecordedEvent): void => {
    const before = heads.get(event.stream) ?? { version: 0, hash: GENESIS };
    if (event.version !== before.version + 1 || event.meta.prev !== before.hash) unchained.add(event.stream);
    heads.set(event.stream, { version: event.version, hash: hashEvent(event) });
  };
  return async (): Promise<{ heads: StreamHeads; unchained: ReadonlySet<string> }> => {
    for (;;) {
      const events = await store.readAll({ after, limit: PAGE, prefixes: [...configurationPrefixes] });
      events.forEach(take);
      after = events.at(-1)?.position ?? after;
      if (events.length < PAGE) return { heads: Object.fromEntries(heads), unchained };
    }
  };
};
