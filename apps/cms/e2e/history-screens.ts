import type { Page } from 'playwright-core';
import { heading, type Screen } from './screen.js';

const published = '/api/agents/shop/channels/published';
const failure = { status: 503, json: { type: 'about:blank', title: 'Unavailable', status: 503, code: 'Unavailable' } };
const whatIfAnswer = {
  conversations: 312, really: { asked: 300, continued: 120, outsideWindow: 0, ended: { 'no-answer': 140, 'customer-confirmed': 40 } },
  instead: { asked: 312, continued: 118, outsideWindow: 3, ended: { 'no-answer': 181, 'customer-confirmed': 38, 'ask-undelivered': 3 } },
  differences: [
    { conversation: 'shop.published.one', since: 1_790_000_000_000, really: 'continued', instead: 'no-answer', at: 1_790_000_600_000 },
    { conversation: 'shop.published.two', since: 1_790_000_100_000, really: 'nothing', instead: 'asked', at: 1_790_000_700_000 },
  ],
};
const openFirst = (page: Page) => page.getByRole('list', { name: 'List of conversations' }).getByRole('link').first().click();

/** The auditors' screens, and what operators see of a number on its way. */
export const historyScreens: readonly Screen[] = [
  { name: 'history', path: '/agents/shop/history', until: (page) => page.getByRole('list', { name: 'List of changes' }).waitFor() },
  { name: 'history-empty', path: '/agents/shop/history', answers: { '/api/agents/shop/history': { json: { entries: [] } } }, until: heading('Nothing has been changed yet') },
  { name: 'history-filtered', path: '/agents/shop/history/changes?actor=nobody&field=settings', until: heading('No change matches these filters') },
  { name: 'history-failed', path: '/agents/shop/history', answers: { '/api/agents/shop/history': failure }, expected: /503/, until: (page) => page.getByText('This could not be loaded').waitFor() },
  { name: 'history-unknown', path: '/agents/shop/history/changes?entry=nothing', expected: /404/, until: (page) => page.getByText('This entry is not in the history of this agent.').waitFor() },
  {
    name: 'history-fields', path: '/agents/shop/history',
    until: async (page) => {
      await page.getByRole('article', { name: /^Number connected/ }).getByRole('button', { name: /^Show fields/ }).first().click();
      await page.getByRole('row', { name: /Delay Before Ask/ }).waitFor();
      await page.getByText('This revision has caused', { exact: false }).or(page.getByText('Questions:', { exact: false })).first().waitFor();
    },
  },
  { name: 'replay', path: '/agents/shop/history/replay', until: (page) => page.getByText('As it stands now').waitFor() },
  {
    name: 'replay-past', path: '/agents/shop/history/replay?at=1000', until: (page) => page.getByText('There was no configuration yet.').first().waitFor(),
  },
  { name: 'compare', path: '/agents/shop/history/compare', until: heading('different') },
  {
    name: 'compare-all', path: '/agents/shop/history/compare',
    until: async (page) => {
      await page.getByRole('switch', { name: 'Only what is different' }).click();
      await page.getByRole('row', { name: /Delay Before Ask/ }).waitFor();
    },
  },
  {
    name: 'compare-copy-dialog', path: '/agents/shop/history/compare',
    answers: { '/api/agents/shop/channels/published/copy-from-draft': { json: { changes: [{ field: 'settings.delayBeforeAskSeconds', old: 300, new: 77 }, { field: 'settings.texts.en.ask', old: 'Do you need anything else?', new: '' }], lost: ['credentials.appSecret'], problems: [{ field: 'settings.texts.en.ask', problem: 'Missing' }] } } },
    until: async (page) => {
      await page.getByRole('button', { name: 'Copy draft settings to published' }).click();
      await page.getByText('It cannot be saved like this:').waitFor();
    },
  },
  { name: 'compare-none', path: '/agents/help/history/compare', until: (page) => page.getByText('This agent has no draft number', { exact: false }).waitFor() },
  {
    name: 'what-if', path: '/agents/shop/history/what-if', answers: { [`${published}/what-if`]: { json: whatIfAnswer } },
    until: async (page) => {
      await page.getByRole('button', { name: 'Work it out' }).click();
      await page.getByRole('heading', { name: 'Over 312 conversations' }).waitFor();
    },
  },
  {
    name: 'what-if-errors', path: '/agents/shop/history/what-if',
    until: async (page) => {
      await page.getByLabel('Delay Before End Session (seconds)').fill('0');
      await page.getByText('Enter 1 second or more.').waitFor();
    },
  },
  { name: 'export', path: '/agents/shop/history/export', until: (page) => page.getByLabel('Public key of the signatures', { exact: true }).waitFor() },
  { name: 'reads', path: '/reads', until: (page) => page.getByRole('list', { name: 'List of reads' }).waitFor() },
  {
    name: 'conversation-masked', path: '/conversations', as: 'auditor',
    until: async (page) => {
      await openFirst(page);
      await page.getByText('Personal data is masked').waitFor();
    },
  },
  {
    name: 'conversation-unmask-dialog', path: '/conversations', as: 'auditor',
    until: async (page) => {
      await openFirst(page);
      await page.getByRole('button', { name: 'Unmask' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Unmask for an hour' }).click();
      await page.getByText('Say why you need to see it.').waitFor();
    },
  },
  { name: 'history-id', path: '/agents/shop/history', language: 'id', until: heading('Riwayat') },
  { name: 'replay-id', path: '/agents/shop/history/replay', language: 'id', until: (page) => page.getByText('Seperti sekarang').waitFor() },
  { name: 'compare-id', path: '/agents/shop/history/compare', language: 'id', until: heading('kolom berbeda') },
  { name: 'what-if-id', path: '/agents/shop/history/what-if', language: 'id', until: heading('Andaikan') },
  { name: 'export-id', path: '/agents/shop/history/export', language: 'id', until: heading('Ekspor') },
  { name: 'reads-id', path: '/reads', language: 'id', until: heading('Siapa yang telah membaca') },
  {
    name: 'channel-waiting', path: '/agents/shop/channel',
    changes: { [published]: { state: 'ready', proven: false, endpoint: { status: 'not-set', notices: [], lastFailure: { at: 1_790_000_000_000, words: 'The address is not public' } } } },
    until: (page) => page.getByText('The address is not public').first().waitFor(),
  },
];
