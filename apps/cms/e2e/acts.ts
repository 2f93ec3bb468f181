import { afterEach, beforeEach, expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { by } from '../../server/src/testing/installation.js';
import { lines, type AnyNumber } from '../../server/src/testing/story-numbers.js';
import type { StoryOptions } from '../../server/src/testing/story.js';
import { openStageOf, type Opened, type Stage } from './stage.js';

/** A stage of its own for each test of a suite; a trouble on any page that was opened fails the test. */
export const onStage = (options?: StoryOptions) => onStageOf(lines, options);

/** As `onStage`, with other numbers. */
export const onStageOf = <Number extends AnyNumber>(numbers: readonly Number[], options?: StoryOptions) => {
  let stage: Stage<Number>;
  let opened: Opened[] = [];
  beforeEach(async () => {
    stage = await openStageOf(numbers, options);
    opened = [];
  });
  afterEach(async () => {
    const troubles = opened.flatMap((one) => one.troubles);
    for (const { context } of opened) await context.close();
    await stage.end();
    expect(troubles).toEqual([]);
  });

  const open: Stage<Number>['open'] = async (path, options) => {
    const one = await stage.open(path, options);
    opened.push(one);
    return one;
  };
  return { stage: () => stage, open, asOwner: async (path: string) => open(path, { as: await stage.asOwner() }) };
};

/** The troubles that belong to the story: there is at least one of them, and they are taken out. */
export const expected = ({ troubles }: Opened, pattern: RegExp): void => {
  const [mine, others] = [troubles.filter((trouble) => pattern.test(trouble)), troubles.filter((trouble) => !pattern.test(trouble))];
  expect(mine.length).toBeGreaterThan(0);
  troubles.splice(0, troubles.length, ...others);
};

export const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

/** Waits until the field says so. */
export const says = async (page: Page, label: string, value: string): Promise<void> => {
  const handle = await field(page, label).elementHandle();
  await page.waitForFunction(([element, wanted]) => (element as HTMLInputElement | null)?.value === wanted, [handle, value] as const);
};

/** Waits until the field has the focus: it comes a moment after what it was moved for. */
export const hasFocus = async (page: Page, label: string): Promise<void> => {
  await page.waitForFunction((element) => element === document.activeElement, await field(page, label).elementHandle());
};

/** The texts of all that it finds, once there is one. */
export const textsOf = async (found: Locator): Promise<readonly string[]> => {
  await found.first().waitFor();
  return found.allTextContents();
};

export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
/** Answers the question of a dialog. */
export const agree = (page: Page, name: string) => page.getByRole('alertdialog').getByRole('button', { name, exact: true }).click();
export const save = (page: Page) => press(page, 'Save');
export const saved = (page: Page) => page.getByText('Everything is saved.').waitFor();

/** An agent whose versions are both answered by the built-in demo. */
export const registerDemoAgent = async ({ story }: Pick<Stage<AnyNumber>, 'story'>, id: string): Promise<void> => {
  const { agents } = story.server().context.procedures;
  await agents.register(id, by(), id);
  for (const version of ['published', 'draft'] as const) await agents.connectRuntime(id, by(), { version, runtime: { kind: 'demo' } });
};

/** The wizard's first save. */
export const connect = async (page: Page, protocol: string, number: string): Promise<void> => {
  await page.getByRole('radio', { name: protocol, exact: true }).check();
  await field(page, 'Phone number').fill(number);
  await save(page);
  await page.getByRole('heading', { name: `${protocol} credentials` }).waitFor();
};

/** Fills fields by their labels. */
export const fill = async (page: Page, entries: Readonly<Record<string, string>>): Promise<void> => {
  for (const [label, value] of Object.entries(entries)) await field(page, label).fill(value);
};

/** The simulator's phone in the hands of a customer of the number. */
export const openPhone = async ({ context }: Opened, { story }: Pick<Stage<AnyNumber>, 'story'>, { number, customer }: { number: string; customer: string }) => {
  const page = await context.newPage();
  await page.goto(`${story.simulator.url}/#${number}/${customer}`);
  return {
    page,
    writes: async (text: string) => {
      await page.getByRole('textbox', { name: 'Message', exact: true }).fill(text);
      await page.keyboard.press('Enter');
    },
    /** Waits until the customer has been told so. */
    reads: (text: string) => page.locator('.theirs').getByText(text).last().waitFor(),
    taps: (title: string) => page.getByRole('log').getByRole('button', { name: title }).last().click(),
  };
};
