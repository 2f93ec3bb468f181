import type { Operations } from '../operations.js';
import { NotPossible } from '../provider/not-possible.js';
import type { Side } from '../provider/side.js';
import { changeOf, switchViews, type SwitchView } from './switches.js';

/** What the provider's own people see and can do beside a chat, and what may go wrong. */
export type DeskView = {
  provider: string;
  switches: SwitchView[];
  /** Coster: where webhooks go, and how many numbers share that. */
  handOff?: { url: string; numbers: number };
  /** Qontak: the customer's newest room, and whether an address is registered. */
  inbox?: { roomId?: string; status?: string; agent?: string; endpoint: string };
};

export function deskView(side: Side, operations: Operations, { number, customer }: { number: string; customer: string }): DeskView {
  return {
    provider: side.provider,
    switches: switchViews(side.provider, side.faults(number)),
    ...(side.provider === 'coster' ? { handOff: handOffOf(operations, number) } : {}),
    ...(side.provider === 'qontak' ? { inbox: inboxOf(operations, number, customer) } : {}),
  };
}

const accountOf = (operations: Operations, number: string) =>
  operations.coster.accounts().find(({ numbers }) => numbers.some((one) => one.number === number));

function handOffOf(operations: Operations, number: string): DeskView['handOff'] {
  const account = accountOf(operations, number);
  return { url: account?.webhookUrl ?? '', numbers: account?.numbers.length ?? 0 };
}

function inboxOf(operations: Operations, number: string, customer: string): DeskView['inbox'] {
  const organisation = operations.qontak.organisations().find(({ integrations }) => integrations.some(({ channelIntegrationId }) => channelIntegrationId === number));
  const room = operations.qontak.rooms({ number, customer }).at(-1);
  const url = organisation?.messageInteractions?.url;
  return { roomId: room?.roomId, status: room?.status, agent: room?.agent, endpoint: url && URL.canParse(url) ? new URL(url).host : '' };
}

/** A choice of a switch. */
export function turn(side: Side, { number, name, value }: { number: string; name: string; value: string }): void {
  const change = changeOf(side.provider, name, value);
  if (!change) throw new NotPossible('There is no such switch.');
  side.setFaults(number, change);
}

/** What Coster's staff do with the address that they were handed. */
export function handOff(operations: Operations, number: string, url: string): void {
  const account = accountOf(operations, number);
  if (!account) throw new NotPossible('That number is not one of Coster.');
  operations.coster.setWebhook(account.accountId, url);
}
