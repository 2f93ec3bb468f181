import { planSteps, type ConnectedChannel, type RestoreMeans } from '@tandem/domain';
import type { ProposalView } from '@tandem/wire';
import { refusal } from './answers.js';
import type { Api } from './api.js';

/** What a plan of several steps asks of the server. */
export const meansOf = ({ clock, protocols }: Api): Omit<RestoreMeans, 'opens'> => ({
  now: clock.now(),
  protocol: (name) => {
    const protocol = protocols(name);
    if (!protocol) throw refusal('ProtocolNotInstalled');
    return { fields: protocol.credentialFields, ...(protocol.proof.by === 'signature' && { proofField: protocol.proof.field }) };
  },
});

/** The change that waits, as it would change the channel now. */
export const proposalShown = async (state: ConnectedChannel, api: Api): Promise<ProposalView | undefined> => {
  const waiting = state.proposal;
  if (!waiting) return undefined;
  const { proposal: id, by, at, reason, steps } = waiting;
  const { changes } = planSteps(state, steps, { ...meansOf(api), opens: () => true });
  return { id, by: { id: by, name: await api.people.nameOf(by) }, at, changes, ...(reason !== undefined && { reason }) };
};
