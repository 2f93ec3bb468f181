import {
  SECOND, splitText, type InboundContent, type Millis, type OutboundContent, type Runtime, type TurnOutcome, type TurnRequest,
} from '@tandem/domain';
import { demoLanguage, demoWords, type DemoWords } from './demo-words.js';
import { describeContent } from './describe-content.js';
import { failed } from './failing-runtime.js';
import { MAX_TEXT } from './read-answer.js';

export interface DemoRuntimeOptions {
  /** Waits, for `slow`; the seeded simulation gives its own. */
  readonly sleep?: (time: Millis) => Promise<void>;
  /** How long `slow` takes. */
  readonly slowness?: Millis;
  /** The picture of `image`: a public https address. */
  readonly imageLink?: string;
}

type Wish = 'help' | 'buttons' | 'list' | 'image' | 'slow' | 'fail' | 'bye' | 'hello';

/** Words that ask for something, in both languages. */
const wishes: Readonly<Record<Wish, readonly string[]>> = {
  help: ['help', 'menu', '?', 'bantuan', 'tolong'],
  buttons: ['buttons', 'button', 'tombol'],
  list: ['list', 'daftar'],
  image: ['image', 'picture', 'photo', 'gambar', 'foto'],
  slow: ['slow', 'lambat', 'pelan'],
  fail: ['fail', 'gagal'],
  bye: ['bye', 'goodbye', 'dah', 'sampai jumpa'],
  hello: ['hello', 'hi', 'hey', 'halo', 'hai', 'selamat pagi', 'selamat siang', 'selamat sore', 'selamat malam'],
};

const wait = (time: Millis): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

/** Messages answered one by one; what comes above that is answered as one. */
const MOST_ANSWERS = 5;
/** Attempts that `fail` fails. */
const FAILURES = 2;

/** The built-in demo agent: shows what a runtime can do, and answers the same request always the same. */
export const createDemoRuntime = ({
  sleep = wait,
  slowness = 5 * SECOND,
  imageLink = 'https://www.gstatic.com/webp/gallery/1.jpg',
}: DemoRuntimeOptions = {}): Runtime => ({
  historyLimit: 10,
  answer: async (request, { timeout }): Promise<TurnOutcome> => {
    const asked = request.messages.map(({ content }) => wishOf(content));
    if (asked.includes('fail') && request.attempt <= FAILURES) return failed('DemoFailure');
    if (asked.includes('slow')) {
      await sleep(Math.min(slowness, timeout));
      if (slowness >= timeout) return failed('TimedOut');
    }
    const language = demoLanguage(request, request.messages.map(({ content }) => wordsOf(content)));
    const replies = repliesTo(request, demoWords[language], { imageLink, slowness });
    return { kind: 'answered', replies, endSession: asked.includes('bye'), language };
  },
});

interface Means {
  readonly imageLink: string;
  readonly slowness: Millis;
}

interface Manner {
  readonly words: DemoWords;
  readonly means: Means;
}

const repliesTo = (request: TurnRequest, words: DemoWords, means: Means): readonly OutboundContent[] => {
  const { history, customer, messages } = request;
  const heard = messages.filter(({ content }) => content.type !== 'reaction' && describeContent(content).trim() !== '');
  const one = heard.slice(0, MOST_ANSWERS).flatMap(({ content }) => replyTo(content, customer.name, { words, means }));
  const rest = heard.slice(MOST_ANSWERS).map(({ content }) => describeContent(content));
  const isFirst = history.length === 0 && !heard.some(({ content }) => ['hello', 'bye'].includes(wishOf(content) ?? ''));
  const greeting = isFirst && heard.length > 0 ? texts(words.hello(customer.name)) : [];
  return [...greeting, ...one, ...(rest.length > 0 ? texts(words.echo(rest.join(' / '))) : [])];
};

const replyTo = (content: InboundContent, name: string | undefined, { words, means }: Manner): readonly OutboundContent[] => {
  switch (wishOf(content)) {
    case 'hello': return texts(words.hello(name));
    case 'help': return texts(words.help);
    case 'buttons': {
      const buttons = words.buttons.titles.map((title, n) => ({ id: `demo-${n + 1}`, title }));
      return [{ type: 'buttons', text: words.buttons.text, buttons }];
    }
    case 'list': {
      const rows = words.list.rows.map(([title, description], n) => ({ id: `demo-${n + 1}`, title, description }));
      return [{ type: 'list', text: words.list.text, open: words.list.open, rows }];
    }
    case 'image': return [{ type: 'media', media: 'image', link: means.imageLink, caption: words.image }];
    case 'slow': return texts(words.waited(means.slowness / SECOND));
    case 'fail': return texts(words.recovered);
    case 'bye': return texts(words.bye(name));
    case undefined: return texts(otherwise(content, words));
  }
};

const otherwise = (content: InboundContent, words: DemoWords): string => {
  if (content.type === 'text') return words.echo(content.text);
  if (content.type === 'button' || content.type === 'list') return words.chosen(describeContent(content));
  return words.seen(describeContent(content));
};

const texts = (text: string): readonly OutboundContent[] => splitText(text, MAX_TEXT).map((part) => ({ type: 'text', text: part }));

/** A wish is a message of nothing but its word, however it is written. */
const wishOf = (content: InboundContent): Wish | undefined => {
  const said = wordsOf(content).trim().toLowerCase().replace(/^[/*]+|(?<=.)[.!*?]+$/gu, '').replace(/\s+/gu, ' ');
  return (Object.keys(wishes) as Wish[]).find((wish) => wishes[wish].includes(said));
};

/** The customer's own words; a chosen button is not a wish. */
const wordsOf = (content: InboundContent): string => (content.type === 'text' ? content.text : '');
