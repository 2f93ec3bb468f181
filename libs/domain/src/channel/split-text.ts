/**
 * Cuts a text into parts of at most `most` characters (code points), where possible at the end of a paragraph, a
 * line, a sentence or a word. Nothing but the white space at the cuts is lost; an empty text gives no part.
 */
export const splitText = (text: string, most: number): readonly string[] => {
  if (!(most >= 1)) throw new RangeError('a part needs room for at least one character');
  const parts: string[] = [];
  let rest = [...text.trim()];
  while (rest.length > most) {
    const cut = cutAt(rest, most);
    parts.push(rest.slice(0, cut).join('').trimEnd());
    rest = withoutLeadingSpace(rest.slice(cut));
  }
  return [...parts, rest.join('')].filter((part) => part !== '');
};

/** Where a part ends, the best first. A break in the first third would leave too short a part. */
const breaks: readonly RegExp[] = [/\n\s*\n/g, /\n/g, /[.!?…。！？]\s/g, /\s/g];

const cutAt = (characters: readonly string[], most: number): number => {
  const room = characters.slice(0, most + 1).join('');
  for (const pattern of breaks) {
    const last = [...room.matchAll(pattern)].at(-1);
    if (!last) continue;
    const cut = [...room.slice(0, last.index + last[0].trimEnd().length)].length;
    if (cut > most / 3) return cut;
  }
  return most;
};

const withoutLeadingSpace = (characters: readonly string[]): string[] => {
  const start = characters.findIndex((character) => character.trim() !== '');
  return start < 0 ? [] : characters.slice(start);
};
