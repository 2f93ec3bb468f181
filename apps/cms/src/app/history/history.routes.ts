import type { Routes } from '@angular/router';
import { titled } from '../titled.js';

export const historyRoutes: Routes = [{
  path: '', loadComponent: async () => (await import('./history-page.js')).HistoryPage,
  children: [
    { path: '', pathMatch: 'full', redirectTo: 'changes' },
    { path: 'changes', data: titled((words) => words.history.title), loadComponent: async () => (await import('./changes.js')).Changes },
    { path: 'replay', data: titled((words) => words.replay.title), loadComponent: async () => (await import('./replay.js')).Replay },
    { path: 'compare', data: titled((words) => words.compare.title), loadComponent: async () => (await import('./compare.js')).Compare },
    { path: 'what-if', data: titled((words) => words.whatIf.title), loadComponent: async () => (await import('../what-if/what-if.js')).WhatIf },
    { path: 'export', data: titled((words) => words.exports.title), loadComponent: async () => (await import('./export.js')).Export },
  ],
}];
