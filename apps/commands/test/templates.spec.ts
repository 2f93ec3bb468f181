import { describe, expect, it } from '@jest/globals';
import { lint } from './lint.js';

/** What is wrong, and a template that is so. */
const wrongs: readonly (readonly [rule: string, template: string])[] = [
  ['alt-text', '<img src="/help/a.png">'],
  ['click-events-have-key-events', '<div (click)="save()"></div>'],
  ['elements-content', '<button type="button"></button>'],
  ['label-has-associated-control', '<label>Name</label>'],
  ['button-has-type', '<button>Save</button>'],
  ['role-has-required-aria', '<div role="checkbox"></div>'],
  ['valid-aria', '<p aria-lable="Name"></p>'],
  ['table-scope', '<table><tr><td scope="col">Time</td></tr></table>'],
  ['no-positive-tabindex', '<input tabindex="2">'],
];

const rulesAgainst = async (file: string, code: string): Promise<string[]> =>
  (await lint(file, code)).flatMap(({ ruleId }) => (ruleId?.startsWith('@angular-eslint/template/') ? [ruleId.slice('@angular-eslint/template/'.length)] : []));

/** A component whose template is written beside the code. */
const componentWith = (template: string): string =>
  `import { Component } from '@angular/core';\n\n@Component({ selector: 't-any', template: \`${template}\` })\nexport class Any {}\n`;

describe('a template of the CMS', () => {
  it('that is no use without eyes or a mouse is refused, in a file of its own and inline', async () => {
    const all = wrongs.map(([, template]) => template).join('\n');
    const wanted = wrongs.map(([rule]) => rule);
    expect(await rulesAgainst('apps/cms/src/app/webhooks/webhooks.html', all)).toEqual(expect.arrayContaining(wanted));
    expect(await rulesAgainst('apps/cms/src/app/shell/not-found.ts', componentWith(all))).toEqual(expect.arrayContaining(wanted));
  }, 60_000);

  it('that everybody can use is not', async () => {
    const good = '<label for="name">Name</label><input id="name"><button type="button" (click)="save()">Save</button>';
    expect(await rulesAgainst('apps/cms/src/app/webhooks/webhooks.html', good)).toEqual([]);
    expect(await rulesAgainst('apps/cms/src/app/shell/not-found.ts', componentWith(good))).toEqual([]);
  }, 60_000);
});
