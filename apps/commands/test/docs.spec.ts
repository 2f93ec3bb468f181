import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');

const ignored = new Set([...read('.gitignore').split('\n').map((line) => line.replaceAll('/', '').trim()).filter(Boolean), '.git']);

interface Entry { readonly name: string; isDirectory(): boolean }
const entriesOf = (folder: string): Entry[] => readdirSync(join(root, folder), { withFileTypes: true }).filter(({ name }) => !ignored.has(name));

/** Every file that is not ignored, from the root. */
const filesIn = (folder: string): string[] => entriesOf(folder).flatMap((entry) => {
  const path = join(folder, entry.name);
  return entry.isDirectory() ? filesIn(path) : [path.split(sep).join('/')];
});

/** Folders in a folder, those without a file excepted: git does not know them. */
const foldersIn = (folder: string): string[] =>
  entriesOf(folder).filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}/${name}`).filter((path) => filesIn(path).length > 0);

const projects = ['apps', 'libs'].flatMap(foldersIn);
/** Below a project `src` is passed through: what lies in it is the second level. */
const secondLevel = projects.flatMap(foldersIn).flatMap((path) => (path.endsWith('/src') ? foldersIn(path) : [path]));

/** The folders a page's map names: first words of the block behind `<!-- folder map -->`. */
const mapOf = (page: string): string[] => {
  const [, after] = read(page).split('<!-- folder map -->');
  if (after === undefined) throw new Error(`${page} has no folder map`);
  return [...(after.split('```')[1] ?? '').matchAll(/^(\S+)[ ]{2,}\S/gm)].map(([, path = '']) => path);
};
const isProject = (path: string): boolean => /^(apps|libs)\//.test(path);

describe('the folder map', () => {
  it('of the README names every project, and nothing that is not there', () => {
    const map = mapOf('README.md');

    expect(map.filter(isProject)).toEqual(projects);
    expect(map.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('of docs/architecture.md names the folders of apps and libs two levels deep, in the order of the tree', () => {
    expect(mapOf('docs/architecture.md').filter(isProject)).toEqual([...projects, ...secondLevel].sort());
  });

  it('would miss a folder that is left out', () => {
    expect(mapOf('docs/architecture.md').filter((path) => path !== 'libs/domain/src/kernel')).not.toEqual([...projects, ...secondLevel].sort());
  });
});

const pages = filesIn('.').filter((file) => file.endsWith('.md'));
const withoutFences = (text: string): string => text.replace(/^```[^]*?^```/gm, '');

/** As GitHub makes them: lower case, blanks to dashes, signs left out. */
const anchorsOf = (text: string): string[] =>
  [...withoutFences(text).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').trim().replaceAll(' ', '-'));

const linkProblem = (page: string, target: string): string | undefined => {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : relative(root, join(root, dirname(page), decodeURIComponent(path)));
  if (file.startsWith('..') || !existsSync(join(root, file))) return `${page}: ${target}`;
  return anchor && file.endsWith('.md') && !anchorsOf(read(file)).includes(anchor) ? `${page}: ${target}` : undefined;
};

const linksOf = (page: string): string[] =>
  [...withoutFences(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));

/** Paths in inline code that begin at the root or beside the page. */
const pathsOf = (page: string): string[] =>
  [...withoutFences(read(page)).matchAll(/`((?:apps|libs|docs|\.ci|\.github|\.{1,2})\/[\w./*-]+)`/g)].map(([, path = '']) => path);

const pathIsThere = (page: string, path: string): boolean => {
  const fixed = path.replace(/\/?[^/]*\*.*$/, '');
  return existsSync(join(root, fixed)) || existsSync(join(root, dirname(page), fixed));
};

const scriptsOf = (page: string): string[] =>
  [...read(page).matchAll(/\bnpm (?:run (?:--silent )?([a-z][\w:-]*)|(start|test)\b)/g)].map(([, named, own]) => named ?? own ?? '');

describe('the documents', () => {
  it.each(pages)('%s: every link leads to a file, and to a heading of it', (page) => {
    expect(linksOf(page).flatMap((target) => linkProblem(page, target) ?? [])).toEqual([]);
  });

  it.each(pages)('%s: every path that is named is there', (page) => {
    expect(pathsOf(page).filter((path) => !pathIsThere(page, path))).toEqual([]);
  });

  it.each(pages)('%s: every npm script that is named is there', (page) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

    expect(scriptsOf(page).filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('are found: pages, links, paths and scripts', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/architecture.md']));
    expect(linksOf('README.md').length).toBeGreaterThan(5);
    expect(scriptsOf('README.md')).toEqual(expect.arrayContaining(['start', 'test']));
    expect(linkProblem('README.md', 'docs/nowhere.md')).toBe('README.md: docs/nowhere.md');
    expect(linkProblem('README.md', 'docs/architecture.md#nowhere')).toBe('README.md: docs/architecture.md#nowhere');
  });
});
