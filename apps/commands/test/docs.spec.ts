import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { otherPictures, pictures } from '../picture-list.mjs';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');

/** The first group of every match that has one. */
const captures = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap((match) => match.slice(1).filter((group) => group !== undefined).slice(0, 1));

const ignored = new Set([...read('.gitignore').split('\n').map((line) => line.replaceAll('/', '').trim()), '.git']);

const entriesOf = (folder: string) =>
  readdirSync(join(root, folder), { withFileTypes: true }).filter(({ name }) => !ignored.has(name));

/** Every file that is not ignored, from the root. */
const filesIn = (folder: string): string[] => entriesOf(folder).flatMap((entry) => {
  const path = join(folder, entry.name);
  return entry.isDirectory() ? filesIn(path) : [path.split(sep).join('/')];
});

/** Folders in a folder, those without a file excepted: git does not know them. */
const foldersIn = (folder: string): string[] => {
  const paths = entriesOf(folder).filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}/${name}`);
  return paths.filter((path) => filesIn(path).length > 0);
};

const projects = ['apps', 'libs'].flatMap(foldersIn);
/** Below a project `src` is passed through: what lies in it is the second level. */
const secondLevel = projects.flatMap(foldersIn).flatMap((path) => (path.endsWith('/src') ? foldersIn(path) : [path]));
const twoLevels = [...projects, ...secondLevel].sort();

/** The folders that a page's map names: the first words of the block behind `<!-- folder map -->`. */
const mapOf = (page: string): string[] => {
  const [, after] = read(page).split('<!-- folder map -->');
  if (after === undefined) throw new Error(`${page} has no folder map`);
  return captures(after.split('```')[1] ?? '', /^(\S+)[ ]{2,}\S/gm);
};
const isProject = (path: string): boolean => /^(apps|libs)\//.test(path);

describe('the folder map', () => {
  it('of the README names every project, and nothing that is not there', () => {
    const map = mapOf('README.md');

    expect(map.filter(isProject)).toEqual(projects);
    expect(map.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('of docs/architecture.md names the folders of apps and libs, two levels deep, in the order of the tree', () => {
    const map = mapOf('docs/architecture.md');

    expect(map.filter(isProject)).toEqual(twoLevels);
    expect(map.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

const pages = filesIn('.').filter((file) => file.endsWith('.md'));
const withoutFences = (text: string): string => text.replace(/^```[^]*?^```/gm, '');

/** As GitHub makes them: lower case, blanks to dashes, signs left out. */
const anchorsOf = (text: string): string[] =>
  captures(withoutFences(text), /^#+ (.+)$/gm).map((title) =>
    title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').trim().replaceAll(' ', '-'));

const linkIsGood = (page: string, target: string): boolean => {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : relative(root, join(root, dirname(page), decodeURIComponent(path)));
  if (file.startsWith('..') || !existsSync(join(root, file))) return false;
  return !anchor || !file.endsWith('.md') || anchorsOf(read(file)).includes(anchor);
};

const linksOf = (page: string): string[] =>
  captures(withoutFences(read(page)), /\]\(([^)\s]+)\)/g).filter((target) => !/^[a-z]+:/.test(target));

/** Paths in inline code that begin at the root or beside the page. */
const pathsOf = (page: string): string[] =>
  captures(withoutFences(read(page)), /`((?:apps|libs|docs|\.ci|\.github|\.{1,2})\/[\w./*-]+)`/g);

const pathIsThere = (page: string, path: string): boolean => {
  const fixed = path.replace(/\/?[^/]*\*.*$/, '');
  return existsSync(join(root, fixed)) || existsSync(join(root, dirname(page), fixed));
};

const scriptsOf = (page: string): string[] =>
  captures(read(page), /\bnpm (?:run (?:--silent )?([a-z][\w:-]*)|(start|test)\b)/g);

describe('the documents', () => {
  it.each(pages)('%s: every link leads to a file, and to a heading of it', (page) => {
    expect(linksOf(page).filter((target) => !linkIsGood(page, target))).toEqual([]);
  });

  it.each(pages)('%s: every path that is named is there', (page) => {
    expect(pathsOf(page).filter((path) => !pathIsThere(page, path))).toEqual([]);
  });

  it.each(pages)('%s: every npm script that is named is there', (page) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

    expect(scriptsOf(page).filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('are found, with their links and scripts', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/architecture.md']));
    expect(linksOf('README.md').length).toBeGreaterThan(5);
    expect(scriptsOf('README.md')).toEqual(expect.arrayContaining(['start', 'test']));
    expect(linkIsGood('README.md', 'docs/nowhere.md')).toBe(false);
    expect(linkIsGood('README.md', 'docs/architecture.md#nowhere')).toBe(false);
    expect(linkIsGood('README.md', 'docs/architecture.md#the-folders')).toBe(true);
  });
});

describe('the pictures', () => {
  const inFolder = readdirSync(join(root, 'docs/pictures')).sort();
  const made = Object.keys(pictures).map((name) => `${name}.png`);
  const shown = new Set(pages.flatMap((page) => captures(withoutFences(read(page)), /!\[[^\]]+\]\(([^)\s]+)\)/g).map((target) => join(dirname(page), target).split(sep).join('/'))));
  /** Width and height stand in the first chunk of a PNG. */
  const sizeOf = (name: string) => {
    const bytes = readFileSync(join(root, 'docs/pictures', name));
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  };

  it('are those that npm run docs:pictures makes, and the two that it does not', () => {
    expect(inFolder).toEqual([...made, ...otherPictures].sort());
  });

  it('are all shown, by README or a page, and no other is', () => {
    expect(inFolder.filter((name) => !shown.has(`docs/pictures/${name}`))).toEqual([]);
    expect([...shown].filter((path) => path.startsWith('docs/pictures/') && !inFolder.includes(path.slice('docs/pictures/'.length)))).toEqual([]);
    expect(captures(read('README.md'), /!\[[^\]]+\]\((docs\/pictures\/[^)]+)\)/g)).toEqual(expect.arrayContaining(['docs/pictures/cms.png']));
  });

  it.each(Object.entries(pictures))('%s is a picture of the size it is taken in', (name, size) => {
    expect(sizeOf(`${name}.png`)).toMatchObject(size);
  });

  it('are taken by their own command alone, not by every run of the tests', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(Object.keys(scripts).filter((name) => scripts[name]?.includes('pictures.mjs'))).toEqual(['docs:pictures']);
    const commands = filesIn('apps/commands').filter((file) => file.endsWith('.mjs') && !file.endsWith('/pictures.mjs'));
    expect(commands.filter((file) => /['/]pictures\.mjs/.test(read(file)))).toEqual([]);
  });
});

describe('the decision records', () => {
  const records = readdirSync(join(root, 'docs/adr')).filter((name) => /^\d{4}-/.test(name));
  const numberOf = (name: string): string => name.slice(0, 4);

  it('have a number each, from 0001 without a gap', () => {
    expect(records.map(numberOf)).toEqual(records.map((_name, index) => String(index + 1).padStart(4, '0')));
  });

  it('are listed, each with its number', () => {
    const listed = captures(read('docs/adr/README.md'), /^\| (\[\d{4}\]\([^)]+\))/gm);

    expect(listed).toEqual(records.map((name) => `[${numberOf(name)}](${name})`));
  });

  it.each(records)('%s says in which situation what was decided, and what follows', (name) => {
    const headings = captures(read(`docs/adr/${name}`), /^#+ (.+)$/gm);

    expect(headings[0]?.startsWith(`${numberOf(name)}: `)).toBe(true);
    expect(headings).toEqual(expect.arrayContaining(['Context', 'Decision', 'Consequences']));
  });
});
