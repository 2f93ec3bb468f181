import type { OutboundContent } from '@tandem/domain';

/** Meta's limits, in characters (its pages of reply buttons, lists, text and media). */
export const limits = {
  text: 4_096,
  buttons: 3, buttonsText: 1_024, buttonTitle: 20, buttonId: 256,
  rows: 10, listText: 4_096, open: 20, rowTitle: 24, rowDescription: 72, rowId: 200,
  caption: 1_024,
} as const;

/** The part of a message that depends on its kind, with what was lost on the way; or why it cannot be sent at all. */
export type Body =
  | { readonly kind: 'body'; readonly body: Readonly<Record<string, unknown>>; readonly notes: readonly string[] }
  | { readonly kind: 'impossible'; readonly why: string };

interface Choice {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

/** The part of a message that says something, as `POST /{phone-number-id}/messages` takes it. */
export const contentBody = (content: OutboundContent): Body => {
  switch (content.type) {
    case 'text': return textBody(content.text, []);
    case 'buttons': return buttonsBody(content.text, content.buttons);
    case 'list': return listBody(content.text, { open: content.open, choices: content.rows, notes: [] });
    case 'media': return mediaBody(content);
    case 'template': return templateBody(content);
  }
};

/** A text, whole or not at all. */
export const textBody = (text: string, notes: readonly string[]): Body => {
  if (text.trim() === '') return { kind: 'impossible', why: 'The text is empty' };
  if (length(text) > limits.text) return { kind: 'impossible', why: `The text is longer than ${limits.text} characters` };
  return { kind: 'body', body: { type: 'text', text: { body: text } }, notes };
};

const buttonsBody = (text: string, buttons: readonly Choice[]): Body => {
  if (buttons.length === 0) return textBody(text, ['No buttons: sent as text']);
  if (buttons.length > limits.buttons) {
    return listBody(text, { open: 'Options', choices: buttons, notes: [`${buttons.length} buttons: sent as a list`] });
  }
  if (length(text) > limits.buttonsText) {
    return listBody(text, { open: 'Options', choices: buttons, notes: [`Text over ${limits.buttonsText} characters: buttons sent as a list`] });
  }
  const notes: string[] = [];
  const titles = buttons.map((button, index) => cut(button.title, limits.buttonTitle, { what: `Title of button ${index + 1}`, notes }));
  if (!usable(text, buttons, { titles, idLimit: limits.buttonId })) return numberedBody(text, buttons, ['Buttons sent as numbered text']);
  const action = { buttons: buttons.map(({ id }, index) => ({ type: 'reply', reply: { id, title: titles[index] } })) };
  return { kind: 'body', body: { type: 'interactive', interactive: { type: 'button', body: { text }, action } }, notes };
};

interface ListParts {
  readonly open: string;
  readonly choices: readonly Choice[];
  readonly notes: readonly string[];
}

const listBody = (text: string, { open, choices, notes: before }: ListParts): Body => {
  if (choices.length === 0) return textBody(text, [...before, 'No rows: sent as text']);
  if (choices.length > limits.rows) return numberedBody(text, choices, [`${choices.length} choices: sent as numbered text`]);
  const notes = [...before];
  const titles = choices.map((row, index) => cut(row.title, limits.rowTitle, { what: `Title of row ${index + 1}`, notes }));
  if (!usable(text, choices, { titles, idLimit: limits.rowId })) return numberedBody(text, choices, ['Choices sent as numbered text']);
  const rows = choices.map(({ id, description }, index) => ({
    id,
    title: titles[index],
    ...(description ? { description: cut(description, limits.rowDescription, { what: `Description of row ${index + 1}`, notes }) } : {}),
  }));
  const button = cut(open.trim() === '' ? 'Options' : open, limits.open, { what: 'Label of the list', notes });
  const interactive = { type: 'list', body: { text }, action: { button, sections: [{ rows }] } };
  return { kind: 'body', body: { type: 'interactive', interactive }, notes };
};

/** Meta refuses empty and equal titles, empty, equal and over-long ids, and an empty or over-long body. */
const usable = (text: string, choices: readonly Choice[], { titles, idLimit }: { titles: readonly string[]; idLimit: number }): boolean =>
  text.trim() !== '' && length(text) <= limits.listText &&
  new Set(titles).size === choices.length && titles.every((title) => title.trim() !== '') &&
  new Set(choices.map(({ id }) => id)).size === choices.length &&
  choices.every(({ id }) => id !== '' && length(id) <= idLimit);

/** Choices for those who cannot tap: a line with a number for each. */
export const numberedBody = (text: string, choices: readonly Choice[], notes: readonly string[]): Body => {
  const lines = choices.map(({ title, description }, index) => `${index + 1}. ${title}${description ? ` (${description})` : ''}`);
  return textBody([text.trimEnd(), '', ...lines].join('\n').trimStart(), notes);
};

/** "Send template messages". */
const templateBody = ({ name, language, parameters }: Template): Body => {
  if (name === '' || language === '') return { kind: 'impossible', why: 'The template has no name or no language' };
  const components = templateComponents(parameters);
  const template = { name, language: { code: language }, ...(components.length > 0 ? { components } : {}) };
  return { kind: 'body', body: { type: 'template', template }, notes: [] };
};

type Template = Extract<OutboundContent, { type: 'template' }>;

/** One text parameter per placeholder of the template's body. */
export const templateComponents = (parameters: Template['parameters'] = []): readonly object[] =>
  parameters.length === 0 ? [] : [{ type: 'body', parameters: parameters.map((text) => ({ type: 'text', text })) }];

type Media = Extract<OutboundContent, { type: 'media' }>;
const captioned: readonly string[] = ['image', 'video', 'document'];

const mediaBody = ({ media, id, link, caption, filename }: Media): Body => {
  if (!id && !link) return { kind: 'impossible', why: 'The medium has neither id nor link' };
  const notes: string[] = [];
  if (caption && !captioned.includes(media)) notes.push(`No caption with ${media}: left out`);
  const object = {
    ...(id ? { id } : { link }),
    ...(caption && captioned.includes(media) ? { caption: cut(caption, limits.caption, { what: 'Caption', notes }) } : {}),
    ...(filename && media === 'document' ? { filename } : {}),
  };
  return { kind: 'body', body: { type: media, [media]: object }, notes };
};

const length = (text: string): number => [...text].length;

/** Cuts to `most` characters and says so. */
const cut = (text: string, most: number, { what, notes }: { what: string; notes: string[] }): string => {
  const characters = [...text];
  if (characters.length <= most) return text;
  notes.push(`${what} cut to ${most} characters`);
  return `${characters.slice(0, most - 1).join('').trimEnd()}…`;
};
