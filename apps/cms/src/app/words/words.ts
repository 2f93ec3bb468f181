import type { en } from './en.js';

/** The shape of a part of the dictionary: every key of the English one, with any text of the same parameters. */
export type Worded<Text> = Text extends string
  ? string
  : Text extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof Text]: Worded<Text[Key]> };

export type Words = Worded<typeof en>;
