import type { Answer } from './events.js';

/** A button's id carries session and ask, so a late tap is told from a timely one: `tandem:<answer>:<ask>`. */
export const buttonId = (ask: string, answer: Answer): string => `tandem:${answer}:${ask}`;

export const buttonOf = (id: string): { ask: string; answer: Answer } | undefined => {
  const found = /^tandem:(go-on|end):(.+)$/.exec(id);
  return found ? { answer: found[1] as Answer, ask: found[2] as string } : undefined;
};

/** Words that count as a button while an answer is awaited, in English and Indonesian; compared without case and dots. */
const words: Readonly<Record<Answer, readonly string[]>> = {
  'go-on': ['1', 'yes', 'y', 'yeah', 'yep', 'go on', 'continue', 'ya', 'iya', 'lanjut', 'lanjutkan', 'masih', 'ada'],
  end: ['2', 'no', 'n', 'nope', 'no thanks', 'end', 'end chat', 'done', 'stop', 'tidak', 'tdk', 'nggak', 'selesai', 'cukup', 'akhiri'],
};

/** The answer that a typed text stands for; `titles` are the buttons' own texts, in whatever language they were set. */
export const typedAnswer = (text: string, titles?: { goOn: string; end: string }): Answer | undefined => {
  const said = normalise(text);
  if (titles && said === normalise(titles.goOn)) return 'go-on';
  if (titles && said === normalise(titles.end)) return 'end';
  if (words['go-on'].includes(said)) return 'go-on';
  return words.end.includes(said) ? 'end' : undefined;
};

const normalise = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s.!,)\]]+$/u, '')
    .replace(/\s+/gu, ' ');
