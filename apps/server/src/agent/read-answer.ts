import { languages, splitText, type Language, type OutboundContent } from '@tandem/domain';

/** Longest text of one message, in characters; longer ones are split. */
export const MAX_TEXT = 4_096;

/** What a runtime's JSON says, or what is wrong with it: a literal that quotes nothing. */
export type ReadAnswer =
  | { readonly kind: 'answer'; readonly replies: readonly OutboundContent[]; readonly endSession: boolean; readonly language?: Language }
  | { readonly kind: 'nonsense'; readonly problem: string };

/** Limits of an answer (docs/how-to/connect-a-runtime.md). What a provider cannot show, its protocol shortens. */
export const answerLimits = {
  replies: 10,
  /** Messages after long texts were split. */
  messages: 20,
  /** A text with buttons or a list; together with all choices it still fits one plain text. */
  choiceText: 1_024,
  buttons: 10,
  rows: 20,
  title: 60,
  description: 72,
  id: 200,
  link: 2_048,
  caption: 1_024,
  filename: 240,
  templateName: 512,
  language: 20,
  parameters: 50,
  parameter: 1_024,
} as const;

const mediaKinds = ['image', 'audio', 'video', 'document', 'sticker'] as const;

/** Ids that Tandem's own buttons carry. */
const RESERVED_IDS = 'tandem:';

class Nonsense extends Error {
  constructor(readonly problem: string) {
    super(problem);
  }
}

/** Reads `{ replies, endSession?, language? }` into our words. Never throws. */
export const readAnswer = (json: unknown): ReadAnswer => {
  try {
    const answer = objectOf(json, 'AnswerNotAnObject');
    const endSession = answer['endSession'] ?? false;
    if (typeof endSession !== 'boolean') throw new Nonsense('EndSessionNotABoolean');
    const replies = arrayOf(answer['replies'], { most: answerLimits.replies, missing: 'RepliesMissing', tooMany: 'TooManyReplies' });
    const messages = replies.flatMap(replyOf);
    if (messages.length > answerLimits.messages) throw new Nonsense('TextTooLong');
    const language = languageOf(answer['language']);
    return { kind: 'answer', replies: messages, endSession, ...(language && { language }) };
  } catch (error) {
    if (error instanceof Nonsense) return { kind: 'nonsense', problem: error.problem };
    throw error;
  }
};

/** One that Tandem has texts in, region left aside. Any other is no reason to keep the customer waiting. */
const languageOf = (value: unknown): Language | undefined =>
  languages.find((language) => typeof value === 'string' && language === value.toLowerCase().split(/[-_]/)[0]);

const replyOf = (value: unknown): readonly OutboundContent[] => {
  if (typeof value === 'string') return textsOf(value);
  const reply = objectOf(value, 'ReplyNotAnObject');
  switch (reply['type']) {
    case 'text': return textsOf(reply['text']);
    case 'buttons': return [buttonsOf(reply)];
    case 'list': return [listOf(reply)];
    case 'media': return [mediaOf(reply)];
    case 'template': return [templateOf(reply)];
    default: throw new Nonsense('UnknownReplyType');
  }
};

const textsOf = (value: unknown): readonly OutboundContent[] =>
  splitText(stringOf(value, { what: 'Text', most: MAX_TEXT * answerLimits.messages }), MAX_TEXT).map((text) => ({ type: 'text', text }));

const buttonsOf = (reply: Fields): OutboundContent => {
  const buttons = arrayOf(reply['buttons'], { most: answerLimits.buttons, missing: 'ButtonsMissing', tooMany: 'TooManyButtons' }).map(
    (value) => choiceOf(objectOf(value, 'ButtonNotAnObject')),
  );
  checkChoices(buttons, 'ButtonsMissing');
  return { type: 'buttons', text: stringOf(reply['text'], { what: 'Text', most: answerLimits.choiceText }), buttons };
};

const listOf = (reply: Fields): OutboundContent => {
  const rows = arrayOf(reply['rows'], { most: answerLimits.rows, missing: 'RowsMissing', tooMany: 'TooManyRows' }).map((value) => {
    const row = objectOf(value, 'RowNotAnObject');
    const description = optional(row['description'], { what: 'Description', most: answerLimits.description });
    return { ...choiceOf(row), ...(description === undefined ? {} : { description }) };
  });
  checkChoices(rows, 'RowsMissing');
  return {
    type: 'list',
    text: stringOf(reply['text'], { what: 'Text', most: answerLimits.choiceText }),
    open: stringOf(reply['open'], { what: 'Open', most: answerLimits.title }),
    rows,
  };
};

const choiceOf = (choice: Fields): { id: string; title: string } => {
  const id = stringOf(choice['id'], { what: 'Id', most: answerLimits.id });
  if (id.startsWith(RESERVED_IDS)) throw new Nonsense('IdReserved');
  return { id, title: stringOf(choice['title'], { what: 'Title', most: answerLimits.title }) };
};

const checkChoices = (choices: readonly { id: string; title: string }[], missing: string): void => {
  if (choices.length === 0) throw new Nonsense(missing);
  if (new Set(choices.map(({ id }) => id)).size < choices.length) throw new Nonsense('SameIdTwice');
  if (new Set(choices.map(({ title }) => title.trim())).size < choices.length) throw new Nonsense('SameTitleTwice');
};

const mediaOf = (reply: Fields): OutboundContent => {
  const media = mediaKinds.find((kind) => kind === reply['media']);
  if (media === undefined) throw new Nonsense('UnknownMedia');
  const id = optional(reply['id'], { what: 'MediaId', most: answerLimits.id });
  const link = optional(reply['link'], { what: 'Link', most: answerLimits.link });
  if ((id === undefined) === (link === undefined)) throw new Nonsense('EitherIdOrLink');
  if (link !== undefined && !isPublicLink(link)) throw new Nonsense('LinkNotHttps');
  const caption = optional(reply['caption'], { what: 'Caption', most: answerLimits.caption });
  const filename = optional(reply['filename'], { what: 'Filename', most: answerLimits.filename });
  return {
    type: 'media',
    media,
    ...(id === undefined ? { link } : { id }),
    ...(caption === undefined ? {} : { caption }),
    ...(filename === undefined ? {} : { filename }),
  };
};

/** Approved by the provider beforehand; whether it exists, and how many placeholders it has, is the provider's to say. */
const templateOf = (reply: Fields): OutboundContent => {
  const given = arrayOf(reply['parameters'] ?? [], { most: answerLimits.parameters, missing: 'ParametersNotAList', tooMany: 'TooManyParameters' });
  const parameters = given.map((value) => stringOf(value, { what: 'Parameter', most: answerLimits.parameter }));
  const text = optional(reply['text'], { what: 'Text', most: MAX_TEXT });
  return {
    type: 'template',
    name: stringOf(reply['name'], { what: 'TemplateName', most: answerLimits.templateName }),
    language: stringOf(reply['language'], { what: 'Language', most: answerLimits.language }),
    ...(parameters.length > 0 && { parameters }),
    ...(text !== undefined && { text }),
  };
};

/** The provider fetches it, not we: https, and no user and password that would travel along. */
const isPublicLink = (link: string): boolean => {
  if (!URL.canParse(link)) return false;
  const { protocol, username, password } = new URL(link);
  return protocol === 'https:' && username === '' && password === '';
};

type Fields = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown, problem: string): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Nonsense(problem);
  return value as Fields;
};

const arrayOf = (value: unknown, limit: { most: number; missing: string; tooMany: string }): readonly unknown[] => {
  if (!Array.isArray(value)) throw new Nonsense(limit.missing);
  if (value.length > limit.most) throw new Nonsense(limit.tooMany);
  return value as readonly unknown[];
};

const stringOf = (value: unknown, { what, most }: { what: string; most: number }): string => {
  if (typeof value !== 'string' || value.trim() === '') throw new Nonsense(`${what}Missing`);
  if (value.length > most) throw new Nonsense(`${what}TooLong`);
  return value;
};

const optional = (value: unknown, limit: { what: string; most: number }): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : stringOf(value, limit);
