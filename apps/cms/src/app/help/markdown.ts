/** The part of Markdown that the operators' documents are written in. */
export type Inline =
  | { readonly is: 'text' | 'code' | 'strong' | 'em'; readonly text: string }
  | { readonly is: 'link'; readonly text: string; readonly to: string };

export type Block =
  | { readonly is: 'heading'; readonly level: number; readonly text: readonly Inline[] }
  | { readonly is: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly is: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly is: 'table'; readonly head: readonly (readonly Inline[])[]; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly is: 'picture'; readonly alt: string; readonly file: string }
  | { readonly is: 'code'; readonly text: string };

const inlinePattern = /`([^`]+)`|\*\*([^*]+)\*\*|(?<![\w/])_([^_]+)_(?!\w)|\[([^\]]+)\]\(([^)\s]+)\)/g;

/** Pure and total: what it does not know stays text. */
export const inlineOf = (text: string): readonly Inline[] => {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(inlinePattern)) {
    if (match.index > from) parts.push({ is: 'text', text: text.slice(from, match.index) });
    const [whole, code, strong, em, label, to] = match;
    if (code !== undefined) parts.push({ is: 'code', text: code });
    else if (strong !== undefined) parts.push({ is: 'strong', text: strong });
    else if (em !== undefined) parts.push({ is: 'em', text: em });
    else parts.push({ is: 'link', text: (label ?? '').replaceAll('`', ''), to: to ?? '' });
    from = match.index + whole.length;
  }
  return from < text.length ? [...parts, { is: 'text', text: text.slice(from) }] : parts;
};

const item = /^(?:[-*]|(\d+)\.)\s+/;
/** A picture stands in a paragraph of its own; it is served beside the documents. */
const picture = /^!\[([^\]]+)\]\((?:[\w./-]*\/)?([\w-]+\.png)\)$/;
const isTable = (line: string): boolean => line.startsWith('|');
const cellsOf = (line: string): readonly (readonly Inline[])[] => line.replace(/^\||\|\s*$/g, '').split('|').map((cell) => inlineOf(cell.trim()));

export const blocksOf = (markdown: string): readonly Block[] => {
  const blocks: Block[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const end = endOf(lines, at);
    const part = lines.slice(at, end);
    if (line.startsWith('```')) blocks.push({ is: 'code', text: part.slice(1, -1).join('\n') });
    else if (line.trim() !== '') blocks.push(blockOf(part));
    at = end;
  }
  return blocks;
};

/** Where the block that begins at `at` is over. */
const endOf = (lines: readonly string[], at: number): number => {
  const line = lines[at] ?? '';
  if (line.startsWith('#') || line.trim() === '') return at + 1;
  const rest = lines.slice(at + 1);
  const over = line.startsWith('```') ? rest.findIndex((next) => next.startsWith('```')) + 1 : rest.findIndex((next) => next.trim() === '' || next.startsWith('#'));
  return over < 0 || (over === 0 && line.startsWith('```')) ? lines.length : at + 1 + over;
};

const blockOf = (part: readonly string[]): Block => {
  const first = part[0] ?? '';
  const [, marks, heading] = /^(#{1,6})\s+(.*)$/.exec(first) ?? [];
  if (marks !== undefined) return { is: 'heading', level: marks.length, text: inlineOf(heading ?? '') };
  if (isTable(first)) return { is: 'table', head: cellsOf(first), rows: part.slice(2).filter(isTable).map(cellsOf) };
  if (item.test(first)) return { is: 'list', ordered: /^\d/.test(first), items: itemsOf(part).map(inlineOf) };
  const [, alt, file] = picture.exec(first) ?? [];
  if (alt !== undefined && file !== undefined) return { is: 'picture', alt, file };
  return { is: 'paragraph', text: inlineOf(part.map((line) => line.trim()).join(' ')) };
};

/** A line that begins no item belongs to the one before. */
const itemsOf = (part: readonly string[]): readonly string[] =>
  part.reduce<readonly string[]>((items, line) => (
    item.test(line) ? [...items, line.replace(item, '')] : [...items.slice(0, -1), `${items.at(-1) ?? ''} ${line.trim()}`]
  ), []);
