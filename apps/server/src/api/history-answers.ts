import { configurationSubjects, fieldsOfAgent, fieldsOfChannel, type Agent, type Channel, type ConfigurationSubject, type Millis } from '@tandem/domain';
import type { Comparison, ConfigurationAt, FormAt, HistoryEntry, HistoryMarks } from '@tandem/wire';
import type { ConfigurationStood, Entry } from '../history/history.js';
import { diffConfigurations } from '../history/take-event.js';
import type { Api } from './api.js';
import type { Person } from './who-is.js';

/** An entry as people read it: with the name of who did it. */
export const entryShown = async ({ actor, ...entry }: Entry, { people }: Pick<Api, 'people'>): Promise<HistoryEntry> =>
  ({ ...entry, ...(actor !== undefined && { actor: { id: actor, name: await people.nameOf(actor) } }) });

const formOf = (subject: ConfigurationSubject, { state, version, entry }: ConfigurationStood): FormAt => ({
  ...(subject === 'agent' ? agentForm(state as Agent, version) : channelForm(state as Channel)), ...(entry !== undefined && { entry }),
});

const channelForm = (state: Channel): Omit<FormAt, 'entry'> =>
  ({ status: state.status, revision: state.status === 'none' ? 0 : state.revision, fields: fieldsOfChannel(state) });

/** An agent has no revisions: its events count. */
const agentForm = (state: Agent, revision: number): Omit<FormAt, 'entry'> => {
  const statuses = { none: 'none', active: 'connected', archived: 'disconnected' } as const;
  return { status: statuses[state.status], revision, fields: fieldsOfAgent(state) };
};

type Replaying = Pick<Api, 'history' | 'clock'>;

/** Both configurations and the agent at an instant. */
export const configurationAt = async (agent: string, at: Millis, { history }: Replaying): Promise<ConfigurationAt> => {
  const forms = await Promise.all(configurationSubjects.map(
    async (subject) => [subject, formOf(subject, await history.stoodAt(agent, subject, at))] as const,
  ));
  return { at, ...(Object.fromEntries(forms) as Omit<ConfigurationAt, 'at'>) };
};

interface Side {
  readonly subject: ConfigurationSubject;
  readonly at: Millis;
}

/** What is different in `other`, field by field. */
export const comparison = async (agent: string, [one, other]: readonly [Side, Side], { history }: Replaying): Promise<Comparison> => {
  const [before, after] = await Promise.all([history.stoodAt(agent, one.subject, one.at), history.stoodAt(agent, other.subject, other.at)]);
  return {
    one: formOf(one.subject, before), other: formOf(other.subject, after),
    changes: diffConfigurations(one.subject, before.state, after.state),
  };
};

/** So many places a slider has. */
const PLACES = 200;

/** Where the slider has something to show, from the first change until now. */
export const marksOf = (agent: string, at: Millis, { history, clock }: Replaying): HistoryMarks => {
  const [from, to] = [history.firstAt(agent), clock.now()];
  if (from === undefined) return { to, marks: [] };
  const width = Math.max(1, Math.ceil((Math.max(to, from) - from + 1) / PLACES));
  const marks = new Map<number, HistoryMarks['marks'][number]>();
  for (const { bin, subject, entries, at: newest } of history.bins(agent, { from, width })) {
    const known = marks.get(bin) ?? { at: newest, entries: 0, subjects: [] };
    marks.set(bin, { at: Math.max(known.at, newest), entries: known.entries + entries, subjects: [...known.subjects, subject] });
  }
  return { from, to, marks: [...marks.values()], ...history.neighbours(agent, at) };
};

/** Who reads, as the record of it says. */
export const readerOf = ({ id, kind }: Person) => ({ id, means: kind === 'token' ? 'api' : 'cms' } as const);

