import {
  SECOND, credentialFieldProblems, isRevision, lacksReason, mergeCredentials, noAgent, normaliseNumber, sessionManagementVisible,
  sessionSettingsProblems, setupOf, claimText,
  claimsOf, type ChannelEvent, type ClaimKey, type ConnectedChannel, type Credentials, type Findings,
  type PartOfSave, type Protocol, type RecordedEvent, type SavedCredentials, type SavedSecret, type Sealed, type SessionSettings,
} from '@tandem/domain';
import type { CommandBus } from '@nestjs/cqrs';
import type { CheckResult, FieldProblem, SavedChannel } from '@tandem/wire';
import { SaveCredentials, SaveSessionSettings } from '../channel/channel.handlers.js';
import type { Giver } from '../channel/channel-procedures.js';
import { openCredentials } from '../channel/credentials.js';
import type { DirectoryChannel } from '../channel/directory.js';
import { numberHeld, refusal, savedOr } from './answers.js';
import type { Api } from './api.js';
import { webhookOf } from './channel-view.js';
import { ProblemException } from './problems.js';

/** How long the provider may take for one question. */
export const PATIENCE = 15 * SECOND;

export type Connected = DirectoryChannel & { readonly state: ConnectedChannel };

interface Save {
  readonly by: Giver;
  readonly credentials?: Readonly<Record<string, string>>;
  readonly settings?: SessionSettings;
}

/**
 * The full settings form. Everything is looked at before anything is saved: the rules first, then the provider, who is
 * asked with the new values while the old ones stay in force. Its verification GET comes while it is being told our
 * address; that address is known already.
 */
export const saveChannel = async (
  channel: Connected, { by, credentials, settings }: Save, { api, commands }: { api: Api; commands: CommandBus },
): Promise<SavedChannel> => {
  refuseWithoutReason(channel, by, api);
  if (settings) refuseSettings(channel.state, settings);
  const checks: CheckResult[] = [];
  let saved = { position: 0, version: channel.streamVersion };
  if (credentials && isNews(channel.state, credentials)) {
    await refuseStale(channel, by, api);
    const { protocol } = channel.state;
    const checked = await checkAtProvider(channel, credentials, api);
    checks.push(...checked.checks);
    const answer = await commands.execute(
      new SaveCredentials(channel.key, partOf(by, 'credentials'), { protocol, entered: credentials, account: checked.account, found: checked.found }),
    );
    saved = await savedOr(answer, api, saved.version);
    saved = await noteCallback(channel, { by, checks, saved }, api);
  }
  if (settings) {
    const seen = credentials && saved.position > 0 ? saved.version : by.seen;
    const answer = await commands.execute(
      new SaveSessionSettings(channel.key, { ...partOf(by, 'settings'), seen }, settings),
    );
    const next = await savedOr(answer, api, saved.version);
    saved = next.position > 0 ? next : saved;
  }
  return { ...saved, checks };
};

/** One save is up to three commands; each has an id of its own, the same when the save is repeated. */
export const partOf = (by: Giver, part: PartOfSave): Giver => ({ ...by, id: `${by.id}-${part}` });

/** Before the provider is asked or told anything; the save itself is the rule. */
export const refuseWithoutReason = ({ agent, version }: Pick<DirectoryChannel, 'agent' | 'version'>, by: Giver, { directory }: Pick<Api, 'directory'>): void => {
  if (lacksReason(directory.agent(agent)?.state ?? noAgent, { ...by, version })) throw refusal('ReasonMissing');
};

const refuseSettings = (state: ConnectedChannel, settings: SessionSettings): void => {
  if (!sessionManagementVisible(state)) {
    throw refusal(
      'SetEndpointFirst', [{ field: 'settings', problem: 'SetEndpointFirst' }],
    );
  }
  const problems = sessionSettingsProblems(settings).map(
    ({ field, problem }) => ({ field: `settings.${field}`, problem }),
  );
  if (problems.length > 0) throw refusal('SettingsRefused', problems);
};

/** The provider is not told of an edit that could not be saved; the save itself looks again, at exact version. */
export const refuseStale = async (
  { streamVersion, key }: Connected, { seen }: Giver, { store, people }: Api,
): Promise<void> => {
  if (seen === undefined || seen >= streamVersion) return;
  const { events } = await store.read(`channel-${key}`, { from: seen + 1 });
  const other = (events as readonly RecordedEvent<ChannelEvent>[]).findLast(isRevision);
  if (!other) return;
  throw ProblemException.of('ChangedMeanwhile', {
    changed: { by: await people.nameOf(other.meta.actor), at: other.meta.at, version: streamVersion },
  });
};

/** A form whose credentials were not touched asks the provider nothing; a paused channel is always tried again. */
export const isNews = (state: ConnectedChannel, entered: Readonly<Record<string, string>>): boolean => {
  if (state.sending.status === 'paused') return true;
  const { values } = setupOf(state, state.protocol);
  const typed = Object.entries(entered).filter(([, value]) => value.trim() !== '');
  const same = typed.every(([name, value]) => values[name] === value.trim());
  const dropped = Object.keys(values).some((name) => !typed.some(([typedName]) => typedName === name));
  return !same || dropped || Object.keys(values).length === 0;
};

/** Field problems first, then collisions, then the provider: what it refuses is said at the field, in its words. */
export const checkAtProvider = async (
  channel: Connected, entered: Readonly<Record<string, string>>, api: Api,
): Promise<Checked> => {
  const { state } = channel;
  const protocol = api.protocols(state.protocol);
  if (!protocol) throw refusal('ProtocolNotInstalled');
  const after = mergedCredentials(state, entered, protocol);
  const problems = credentialFieldProblems(protocol.credentialFields, after);
  if (problems.length > 0) {
    throw refusal(
      'CredentialsRefused', problems.map(({ field, problem }) => ({ field: `credentials.${field}`, problem })),
    );
  }
  refuseHeld(channel, { after, protocol }, api);
  const opened = { ...(await openCredentials(api.vault, state)), ...typedOf(entered) };
  const asked = await askAbout(opened, { state, protocol });
  return { ...asked, checks: [...asked.checks, ...(await tellCallback(channel, { credentials: opened, protocol }, api))] };
};

export interface Checked {
  readonly checks: readonly CheckResult[];
  /** The account or organisation that the provider found them to belong to. */
  readonly account?: string;
  /** What else the provider bore out. */
  readonly found?: Findings;
}

const typedOf = (entered: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries<string>(
    Object.entries(entered).map(([name, value]) => [name, value.trim()] as const).filter(([, value]) => value !== ''),
  );

/** What would stand in the log, but for the sealing. */
const mergedCredentials = (
  state: ConnectedChannel, entered: Readonly<Record<string, string>>, { credentialFields }: Protocol,
): SavedCredentials => {
  const isSecret = (name: string) => credentialFields.some((field) => field.name === name && field.secret);
  const typed = Object.entries(typedOf(entered));
  const secret: SavedSecret = { sealed: '' as Sealed, fingerprint: '', lastFour: '' };
  return mergeCredentials(setupOf(state, state.protocol), {
    values: Object.fromEntries(typed.filter(([name]) => !isSecret(name))),
    secrets: Object.fromEntries(typed.filter(([name]) => isSecret(name)).map(([name]) => [name, secret])),
  });
};

/**
 * Before the provider is told anything: it must not call us for a number that another channel holds. The save itself is
 * the rule.
 */
export const refuseHeld = (
  { key, state }: Connected, { after, protocol }: { after: SavedCredentials; protocol: Protocol }, api: Api,
): void => {
  const fields = () => protocol.credentialFields;
  const wanted = claimsOf(
    { ...state, setups: { ...state.setups, [state.protocol]: { ...setupOf(state, state.protocol), ...after } } },
    fields,
  );
  const holds = (claims: readonly ClaimKey[], claim: ClaimKey) => claims.some(
    (held) => claimText(held) === claimText(claim),
  );
  const held = api.directory.channels().filter((other) => other.key !== key).flatMap((other) => {
    const theirs = claimsOf(other.state, (name) => api.protocols(name)?.credentialFields ?? []);
    return wanted.filter((claim) => holds(theirs, claim)).map(({ what }) => ({ what, holder: other.key }));
  });
  if (held.length > 0) throw numberHeld(held, api);
};

const askAbout = async (
  credentials: Credentials, { state, protocol }: { state: ConnectedChannel; protocol: Protocol },
): Promise<Checked> => {
  const found = await protocol.checkCredentials?.(credentials, { timeout: PATIENCE });
  if (!found) return { checks: [] };
  if (found.kind === 'unanswered') throw ProblemException.of('ProviderUnanswered', { detail: found.reason });
  const fields: FieldProblem[] = found.problems.map(
    ({ field, problem }) => ({ field: `credentials.${field}`, problem: 'ProviderRefused', words: problem }),
  );
  if (fields.length > 0) throw refusal('CredentialsRefused', fields);
  const { number, name, account } = found;
  if (number !== undefined && normaliseNumber(number) !== state.number) throw anotherNumber(number, protocol);
  return { checks: [{ check: 'credentials', outcome: 'passed', ...(name !== undefined && { words: name }) }], account, found: found.found };
};

const anotherNumber = (number: string, { credentialFields }: Protocol): ProblemException => {
  const field = credentialFields.find(({ claim }) => claim !== undefined)?.name;
  const words = `+${number}`;
  return ProblemException.of('NumberIsAnother', {
    detail: words, fields: [
      { field: field === undefined ? 'credentials' : `credentials.${field}`, problem: 'NumberIsAnother', words },
    ],
  });
};

/** Has the provider call our address for this number. */
export const tellCallback = async (
  channel: Connected, { credentials, protocol }: { credentials: Credentials; protocol: Protocol }, api: Api,
): Promise<readonly CheckResult[]> => {
  if (!protocol.registerCallback) return [];
  const { url, verifyToken = '' } = webhookOf(channel, api);
  const told = await protocol.registerCallback({ callbackUrl: url, verifyToken }, credentials, { timeout: PATIENCE });
  if (told.kind === 'registered') return [{ check: 'callback', outcome: 'passed' }];
  throw ProblemException.of('CallbackRefused', { detail: wordsOf(told.papers), ...(told.step && { step: told.step }) });
};

/** The provider's words, without anything that is our secret (the protocol has taken it out). */
export const wordsOf = (
  { title, details, code }: { title?: string; details?: string; code?: string | number },
): string =>
  [title, details].filter((words) => words !== undefined && words !== '').join(': ') || `code ${code ?? 'unknown'}`;

/** The fingerprint of the secret that the address carries, or that its verification GET shows. */
export const registeredFingerprint = (state: ConnectedChannel): string | undefined =>
  setupOf(state, state.protocol).webhookSecrets[0]?.fingerprint;

interface Told {
  readonly by: Giver;
  readonly checks: readonly CheckResult[];
  readonly saved: { position: number; version: number };
}

/** The channel remembers that the provider took our address with the save. */
export const noteCallback = async (
  { key, state }: Connected, { by, checks, saved }: Told, api: Api,
): Promise<{ position: number; version: number }> => {
  const fingerprint = registeredFingerprint(state);
  const isTold = checks.some(({ check, outcome }) => check === 'callback' && outcome === 'passed');
  if (fingerprint === undefined || !isTold) return saved;
  const answer = await api.procedures.channels.noteEndpointRegistered(
    key, { ...partOf(by, 'callback'), seen: undefined }, { protocol: state.protocol, by: 'set-endpoint', fingerprint },
  );
  return answer.kind === 'saved' ? { position: answer.position, version: answer.version } : saved;
};
