import { agentOf, protocolNames, versionOf, type ClaimKind, type HeldClaim } from '@tandem/domain';
import type { FieldProblem, Saved } from '@tandem/wire';
import type { AgentAnswer } from '../agent/agent-procedures.js';
import type { ChannelAnswer } from '../channel/channel-procedures.js';
import type { ConversationAnswer } from '../conversation/conversation-procedures.js';
import type { TeamAnswer } from '../operator/team-procedures.js';
import type { Api } from './api.js';
import { ProblemException } from './problems.js';

type Translating = Pick<Api, 'people' | 'directory' | 'protocols'>;
type Anyone = AgentAnswer | ChannelAnswer | TeamAnswer;

/** The field that a rule's literal is about. */
const fieldOf: Readonly<Record<string, string | undefined>> = {
  NameMissing: 'name', NameTooLong: 'name', NumberMissing: 'number', NumberNotValid: 'number',
  ProtocolNotInstalled: 'protocol', EmailTaken: 'email',
  EndIsPast: 'until', EndTooLate: 'until', OwnerHasNoEnd: 'until', TokenNameMissing: 'name', TokenNameTooLong: 'name',
  LinkNotValid: 'token', ReasonMissing: 'reason',
};

/** A rule's refusal as the API says it: its literal is the code. */
export const refusal = (reason: string, fields?: readonly FieldProblem[]): ProblemException => {
  const field = fieldOf[reason];
  return ProblemException.ofReason(
    reason, { fields: fields ?? (field === undefined ? undefined : [{ field, problem: reason }]) },
  );
};

/**
 * What a command's answer says over HTTP. What was so already counts as saved; `version` is then the one that was
 * there.
 */
export const savedOr = async <A extends Anyone>(
  answer: A, api: Translating, version = 0,
): Promise<Saved> => {
  const saved = await inForceOr(answer, api);
  return saved ? { position: saved.position, version: saved.version } : { position: 0, version };
};

/** As `savedOr`, with everything that the answer brings; undefined where it was so already. */
export const inForceOr = async <A extends Anyone>(
  answer: A, api: Translating,
): Promise<Extract<A, { kind: 'saved' }> | undefined> => {
  switch (answer.kind) {
    case 'saved':
      return answer as Extract<A, { kind: 'saved' }>;
    case 'ignored':
      return undefined;
    case 'rejected':
      throw refusal(answer.reason);
    case 'busy':
      throw ProblemException.of('Busy');
    case 'changed': {
      const { by, at, version } = answer;
      throw ProblemException.of('ChangedMeanwhile', { changed: { by: await api.people.nameOf(by), at, version } });
    }
    case 'held':
      throw numberHeld(answer.claims, api);
  }
};

/** The field that a claim comes from: the number, or one of a protocol's credentials. */
const fieldOfClaim = (what: ClaimKind, { protocols }: Pick<Api, 'protocols'>): string => {
  const fields = protocolNames.flatMap((name) => protocols(name)?.credentialFields ?? []);
  const field = fields.find(({ claim }) => claim === what);
  return field ? `credentials.${field.name}` : 'number';
};

export const numberHeld = (claims: readonly HeldClaim[], api: Translating): ProblemException =>
  ProblemException.of('NumberHeld', {
    fields: claims.map(({ what }) => ({ field: fieldOfClaim(what, api), problem: 'NumberHeld' })),
    heldBy: claims.map(({ what, holder }) => ({
      what, agent: agentOf(holder), agentName: api.directory.agent(agentOf(holder))?.state.name ?? '',
      version: versionOf(holder),
    })),
  });

/** What became of a command on a conversation. */
export const doneOr = (answer: ConversationAnswer): Saved => {
  switch (answer.kind) {
    case 'done':
      return { position: answer.position, version: 0 };
    case 'ignored':
      throw refusal(answer.reason);
    case 'rejected':
      throw ProblemException.of(answer.reason);
    case 'unavailable':
      throw ProblemException.of('Unavailable');
  }
};
