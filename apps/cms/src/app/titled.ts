import type { Words } from './words/words.js';

/** A route's `data`: the document's title, in the language of the moment. */
export const titled = (title: (words: Words) => string) => ({ title });
