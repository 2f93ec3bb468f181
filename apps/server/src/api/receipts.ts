import {
  intakeStream, partsOfWebhooks, webhooksStream, type ChannelKey, type IntakeEvent, type ItemException,
  type RecordedEvent, type WebhookReceived,
} from '@tandem/domain';
import type { BalanceView, ReceiptLine, RefusalLine, WebhookPage } from '@tandem/wire';
import type { DirectoryChannel } from '../channel/directory.js';
import { openBody } from '../webhooks/receipt-body.js';
import type { Api } from './api.js';

/** Longer bodies are not opened for a list: their ordinary items are then not counted. */
const MOST_BYTES = 256 * 1024;
/** Batches of the reader that are looked at for verdicts, and entries of refused calls that are shown. */
const MOST_BATCHES = 500;
const MOST_REFUSALS = 20;

type Receipt = RecordedEvent<WebhookReceived>;
type Intake = RecordedEvent<IntakeEvent>;

/** The last calls to a channel's address with the verdict of every item, and the balance of all. */
export const webhookPage = async (
  channel: DirectoryChannel, { before, limit }: { before?: number; limit: number }, api: Api,
): Promise<WebhookPage> => {
  const { store, views, writer } = api;
  const { events } = await store.readBackwards(
    webhooksStream(channel.key, writer), { limit, ...(before !== undefined && { from: before - 1 }) },
  );
  const receipts = before === 1 ? [] : (events as readonly Receipt[]).filter(({ type }) => type === 'WebhookReceived');
  const intake = await intakeOf(channel.key, receipts.at(-1)?.version ?? 0, api);
  const oldest = receipts.at(-1);
  return {
    balance: balanceOf(await views.balance(channel.key, [writer])),
    receipts: await Promise.all(receipts.map((receipt) => lineOf(receipt, channel, { intake, api }))),
    refusals: refusalsIn(intake),
    ...(oldest && oldest.version > 1 && { next: String(oldest.version) }),
  };
};

/** The reader's notes, newest first, back to where `version` of our own stream was not read yet. */
const intakeOf = async (channel: ChannelKey, version: number, { store, writer }: Api): Promise<readonly Intake[]> => {
  const found: Intake[] = [];
  for (let from: number | undefined; found.length < MOST_BATCHES; ) {
    const { events } = await store.readBackwards(intakeStream(channel), { from, limit: 100 });
    found.push(...(events as readonly Intake[]));
    const oldest = found.at(-1);
    const reached = found.findLast(({ type }) => type === 'ReceiptsHandled');
    if (!oldest || oldest.version === 1 || events.length === 0) break;
    if (reached && (upToOf(reached)[writer] ?? 0) < version) break;
    from = oldest.version - 1;
  }
  return found;
};

const upToOf = (event: Intake): Readonly<Record<string, number>> =>
  event.type === 'ReceiptsHandled' ? (event.data as Extract<IntakeEvent, {
    type: 'ReceiptsHandled',
  }>['data']).upTo : {};

const exceptionsOf = (event: Intake): readonly ItemException[] =>
  event.type === 'ReceiptsHandled' ? (event.data as Extract<IntakeEvent, {
    type: 'ReceiptsHandled',
  }>['data']).exceptions : [];

const lineOf = async (
  receipt: Receipt, channel: DirectoryChannel, { intake, api }: { intake: readonly Intake[]; api: Api },
): Promise<ReceiptLine> => {
  const { receivedAt, bytes } = receipt.data;
  const { writer } = partsOfWebhooks(receipt.stream);
  const read = intake.some((event) => (upToOf(event)[writer] ?? 0) >= receipt.version);
  const exceptions = intake.flatMap(exceptionsOf).filter((exception) => exception.receipt === receipt.id);
  const count = read ? await itemsIn(receipt, channel, api) : 0;
  const listed = exceptions.toSorted((one, other) => one.item - other.item).map(
    ({ verdict, reason }) => ({ verdict, reason }),
  );
  const base = { id: receipt.id, receivedAt, bytes, read };
  if (count === undefined) return { ...base, items: listed, partly: true };
  const items = Array.from({ length: count }, (_, index) => {
    const exception = exceptions.find(({ item }) => item === index);
    return exception ? { verdict: exception.verdict, reason: exception.reason } : { verdict: 'handled' };
  });
  return { ...base, items: items.length < listed.length ? listed : items };
};

/** How many items a body holds; undefined where that cannot be told any more. */
const itemsIn = async (
  { data }: Receipt, { state }: DirectoryChannel, { vault, protocols }: Api,
): Promise<number | undefined> => {
  if (data.bytes > MOST_BYTES) return undefined;
  const body = await openBody(vault, data.body).catch(() => undefined);
  return body && protocols(data.protocol ?? state.protocol)?.parse(body).length;
};

const refusalsIn = (intake: readonly Intake[]): readonly RefusalLine[] =>
  intake.filter(({ type }) => type === 'CallsRefused').slice(0, MOST_REFUSALS).map(({ data }) => {
    const { from, until, counts } = data as Extract<IntakeEvent, { type: 'CallsRefused' }>['data'];
    return { from, until, counts };
  });

const balanceOf = (
  { accepted, waiting, callsRead, counts, refused }: Awaited<ReturnType<Api['views']['balance']>>,
): BalanceView => ({
  received: accepted + Object.values(refused).reduce(
    (sum, count) => sum + count, 0,
  ), accepted, refused, read: callsRead, waiting, items: counts,
});
