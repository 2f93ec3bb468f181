import '@angular/compiler';
import { Injector, runInInjectionContext, signal } from '@angular/core';
import { describe, expect, it } from '@jest/globals';
import { en } from '../words/en.js';
import { InterfaceLanguage } from '../words/language.js';
import { AskFirst, type Question } from './ask-first.js';
import { askBeforeLeaving } from './leave-guard.js';
import { Unsaved } from './unsaved.js';

/** Leaves a screen; `says` is what somebody answers where he is asked. */
const leave = async ({ holds, says }: { holds: boolean; says: boolean }) => {
  const asked: Question[] = [];
  const unsaved = new Unsaved();
  const drop = unsaved.add(() => holds);
  const injector = Injector.create({ providers: [
    { provide: InterfaceLanguage, useValue: { words: signal(en) } }, { provide: Unsaved, useValue: unsaved },
    { provide: AskFirst, useValue: { ask: (question: Question) => (asked.push(question), Promise.resolve(says)) } },
  ] });
  const go = () => runInInjectionContext(injector, () => askBeforeLeaving({ holdsChanges: () => holds }, ...([] as unknown as [never, never, never]))) as boolean | Promise<boolean>;
  return { asked, unsaved, drop, go };
};

describe('leaving a screen', () => {
  it('with nothing unsaved is free', async () => {
    const { go, asked } = await leave({ holds: false, says: false });
    expect([await go(), asked]).toEqual([true, []]);
  });

  it.each([true, false])('with unsaved entries is asked about, and the answer holds: %s', async (says) => {
    const { go, asked } = await leave({ holds: true, says });
    expect(await go()).toBe(says);
    expect(asked).toMatchObject([{ title: en.leave.title, danger: true }]);
  });

  it('is not asked about twice by who has agreed to lose them already', async () => {
    const { go, asked, unsaved } = await leave({ holds: true, says: false });
    await unsaved.giveUp(async () => expect(await go()).toBe(true));
    expect(asked).toEqual([]);
    expect(unsaved.any()).toBe(true);
  });
});
