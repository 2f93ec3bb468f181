import { agentOf, partsOfConversation, protocolNames, type ProviderName } from '@tandem/domain';
import type { SentMessage } from '@tandem/simulator';
import { drillChannels } from './drill-channel.js';
import { judge, type Evidence, type Judgement, type Taken } from './judge.js';
import type { LoggedEvent } from './read-log.js';
import type { Scene } from './scene.js';
import type { Senders } from './senders.js';

/** What each provider had of it. */
export interface ProtocolRow {
  readonly protocol: ProviderName;
  readonly judged: Judgement;
}

/** Everything at once, and what is of each protocol alone. */
export const judgeAll = (
  { runtime, ...scene }: Scene, { acknowledged }: Senders, log: readonly LoggedEvent[],
): Judgement & { readonly byProtocol: readonly ProtocolRow[] } => {
  const taken = takenAt(scene);
  const judgeOf = (is: (protocol: ProviderName) => boolean): Judgement => {
    const of: Evidence = {
      acknowledged: acknowledged.filter(({ protocol }) => is(protocol)).map(({ text }) => text),
      calls: runtime.calls.filter(({ agent }) => is(protocolOf(agent))),
      taken: taken.filter(({ protocol }) => is(protocol)),
      log: log.filter(({ stream }) => is(protocolOf(agentIn(stream)))),
    };
    return judge(of);
  };
  return { ...judgeOf(() => true), byProtocol: protocolNames.map((protocol) => ({ protocol, judged: judgeOf((one) => one === protocol) })) };
};

const agentIn = (stream: string): string => agentOf(partsOfConversation(stream).channel);

const protocolOf = (name: string): ProviderName => {
  const found = drillChannels.find(({ agent }) => agent === name);
  if (!found) throw new Error(`The drill has no agent ${name}`);
  return found.protocol;
};

const takenAt = ({ simulator, channels }: Pick<Scene, 'simulator' | 'channels'>): Taken[] =>
  channels.flatMap(({ phoneNumberId, protocol, evidence }) =>
    simulator.sent(phoneNumberId).map((sent) => ({ reference: referenceIn(sent), text: textIn(sent.body), protocol, evident: evidence !== 'nothing' })));

/** Our id of the send, as each provider was given it. */
const referenceIn = ({ bizOpaqueCallbackData, request }: SentMessage): string => {
  const { xid, local_id } = (request ?? {}) as { xid?: string; local_id?: string };
  return bizOpaqueCallbackData ?? xid ?? local_id ?? '';
};

const textIn = (body: Readonly<Record<string, unknown>>): string => {
  const { text } = body as { text?: { body?: string } };
  return text?.body ?? '';
};
