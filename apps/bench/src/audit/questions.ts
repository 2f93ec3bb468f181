import { SECOND, diffChannels, type Channel } from '@tandem/domain';
import type { EntryFilter, History } from '@tandem/server/history/history.js';
import { RARE, BEGAN, actors } from './fill.js';

/** Something that an auditor asks; `n` is another number each time. */
export interface Question {
  readonly what: string;
  readonly ask: (n: number) => unknown;
}

export interface Asked {
  readonly history: History;
  readonly agent: string;
  /** Changes of its published configuration, one a second since `BEGAN`. */
  readonly changes: number;
}

const PAGE = 50;

/** Everything that the history answers, on one agent. */
export const questionsOf = ({ history, agent, changes }: Asked): readonly Question[] => {
  const find = (filter: Partial<EntryFilter>) => history.find(agent, { limit: PAGE, ...filter });
  const newest = find({})[0]?.n ?? 0;
  /** Spread over the whole life, in no order. */
  const at = (n: number) => BEGAN + ((n * 7_919) % changes) * SECOND;
  const stood = async (n: number) => (await history.stoodAt(agent, 'published', at(n))).state as Channel;
  const all = { from: BEGAN, width: Math.ceil((changes * SECOND) / 200) };
  return [
    { what: 'page: the newest', ask: () => find({}) },
    { what: 'page: anywhere', ask: (n) => find({ before: 1 + ((n * 7_919) % newest) }) },
    { what: 'instant: anywhere', ask: (n) => stood(n) },
    { what: 'diff of two instants', ask: async (n) => diffChannels(await stood(n), await stood(n + 1)) },
    { what: 'marks of the slider', ask: () => history.bins(agent, all) },
    { what: 'change by change', ask: (n) => history.neighbours(agent, at(n)) },
    { what: 'filter: version', ask: () => find({ subject: 'agent' }) },
    { what: 'filter: field', ask: () => find({ field: 'credentials' }) },
    { what: 'filter: actor', ask: (n) => find({ actor: actors[n % actors.length] }) },
    { what: 'filter: actor unknown', ask: () => find({ actor: 'nobody' }) },
    { what: 'filter: action', ask: () => find({ action: 'CredentialsSaved' }) },
    { what: 'filter: an hour', ask: (n) => find({ from: at(n), to: at(n) + 3_600 * SECOND }) },
    { what: 'filter: text, frequent', ask: () => find({ text: 'wording' }) },
    { what: 'filter: text, rare', ask: () => find({ text: RARE }) },
    { what: 'filter: text, once', ask: (n) => find({ text: `wording ${Math.floor(((n * 7_919) % changes) / 10)}` }) },
    { what: 'filter: text, nowhere', ask: () => find({ text: 'no such words' }) },
    { what: 'filter: two letters, nowhere', ask: () => find({ text: '§§' }) },
    { what: 'filter: everything at once', ask: (n) => find({
      subject: 'published', field: 'settings.texts.en.ask', actor: actors[n % actors.length], action: 'SessionSettingsChanged', text: 'wording',
      to: at(n),
    }) },
  ];
};
