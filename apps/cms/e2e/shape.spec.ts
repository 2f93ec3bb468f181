import '@angular/compiler';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Route, Routes } from '@angular/router';
import { describe, expect, it } from '@jest/globals';
import { routes } from '../src/app/app.routes.js';

const folder = join(import.meta.dirname, '../src');
const project = join(import.meta.dirname, '../../..');
const files = globSync('**/*.ts', { cwd: folder }).filter((file) => !/\.spec\.ts$|testing\//.test(file));
const sources = files.map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
const json = (file: string) => JSON.parse(readFileSync(join(project, file), 'utf8')) as unknown;

const captures = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, group]) => group ?? '');
const fixed = ({ text }: { text: string }): string[] => captures(text, /^(?:(?:import|export)\b[^;']*\bfrom|import) '([^']+)';/gm);
const lazy = ({ text }: { text: string }): string[] => captures(text, /\bimport\('([^']+)'\)/g);
/** A file of ours that another one names, from the folder of the sources. */
const named = (file: string, path: string): string => relative(folder, join(folder, dirname(file), path)).replace(/\.js$/, '.ts');

const everyRoute = async (those: Routes, above = ''): Promise<readonly (readonly [path: string, route: Route])[]> => {
  const below = those.map(async (route) => {
    const path = `${above}/${route.path ?? ''}`;
    const loaded = (await route.loadChildren?.()) as Routes | undefined;
    return [[path, route] as const, ...(await everyRoute([...(route.children ?? []), ...(loaded ?? [])], path))];
  });
  return (await Promise.all(below)).flat();
};

describe('the CMS', () => {
  it('knows no zone: neither as a package, nor as a polyfill, nor in its configuration', () => {
    const { dependencies, devDependencies } = json('package.json') as { dependencies: object; devDependencies: object };
    const { targets } = json('apps/cms/project.json') as { targets: { build: { options: object } } };
    expect(Object.keys({ ...dependencies, ...devDependencies })).not.toContain('zone.js');
    expect(targets.build.options).not.toHaveProperty('polyfills');
    expect(sources.find(({ file }) => file.endsWith('app.config.ts'))?.text).toContain('provideZonelessChangeDetection()');
    expect(sources.filter(({ text }) => /NgZone|provideZoneChangeDetection|['"]zone\.js/.test(text)).map(({ file }) => file)).toEqual([]);
  });

  it('is made of Angular, Material and CDK, and of what it shares with the server', () => {
    const packages = new Set(sources.flatMap(fixed).filter((path) => !path.startsWith('.')).map((path) => path.split('/').slice(0, path.startsWith('@') ? 2 : 1).join('/')));
    expect([...packages].sort()).toEqual([
      '@angular/cdk', '@angular/core', '@angular/material', '@angular/platform-browser', '@angular/router', '@tandem/domain', '@tandem/wire', 'rxjs',
    ]);
  });

  it('loads each screen when it is gone to', async () => {
    const all = await everyRoute(routes);
    expect(all.map(([path]) => path)).toEqual(expect.arrayContaining(['/sign-in', '//agents/:agent//channel/whatsapp/draft', '//conversations/:conversation']));
    expect(all.filter(([, { component }]) => component).map(([path]) => path)).toEqual([]);
    expect(all.filter(([, route]) => !route.loadComponent && !route.loadChildren && route.redirectTo === undefined).map(([path]) => path)).toEqual([]);
  });

  it('imports no screen that a route loads', () => {
    const screens = new Set(sources.flatMap((source) => lazy(source).map((path) => named(source.file, path))));
    const eager = sources.flatMap((source) => fixed(source).filter((path) => screens.has(named(source.file, path))).map((path) => `${source.file}: ${path}`));
    expect(screens.size).toBeGreaterThan(20);
    expect(eager).toEqual([]);
  });

  it('keeps state in signals: no decorated inputs and outputs, no modules, no subjects, no change detection by hand', () => {
    const old = /@(Input|Output|ViewChild|ViewChildren|ContentChild|HostListener|HostBinding|NgModule)\(|EventEmitter|BehaviorSubject|\b(ngModel|markForCheck|detectChanges)\b|\*ng(If|For)/;
    const templates = globSync('**/*.html', { cwd: folder }).map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
    expect([...sources, ...templates].filter(({ text }) => old.test(text)).map(({ file }) => file)).toEqual([]);
    const components = sources.filter(({ text }) => text.includes('@Component('));
    expect(components.length).toBeGreaterThan(50);
    expect(components.filter(({ text }) => !text.includes('ChangeDetectionStrategy.OnPush')).map(({ file }) => file)).toEqual([]);
  });
});
