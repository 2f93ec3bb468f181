import type { Routes } from '@angular/router';
import { ownersOnly, signedInOnly, signedOutOnly } from './entry/entry-guards.js';
import { ownersAndAuditors } from './history/reads-guard.js';
import { askBeforeLeaving } from './kit/leave-guard.js';
import { titled } from './titled.js';

export const routes: Routes = [
  {
    path: 'sign-in', canActivate: [signedOutOnly], data: titled((words) => words.entry.signIn),
    loadComponent: async () => (await import('./entry/sign-in.js')).SignIn,
  },
  { path: 'join', data: titled((words) => words.entry.join), loadComponent: async () => (await import('./entry/join.js')).Join },
  {
    path: 'password', data: titled((words) => words.passwordLink.reset),
    loadComponent: async () => (await import('./entry/reset-password.js')).ResetPassword,
  },
  {
    path: '', canActivate: [signedInOnly], loadComponent: async () => (await import('./shell/shell.js')).Shell,
    children: [
      { path: '', pathMatch: 'full', data: titled((words) => words.dashboard.title), loadComponent: async () => (await import('./dashboard/dashboard.js')).Dashboard },
      { path: 'agents', pathMatch: 'full', redirectTo: '' },
      { path: 'agents/:agent', loadChildren: async () => (await import('./agent/agent.routes.js')).agentRoutes },
      { path: 'conversations', loadChildren: async () => (await import('./conversations/conversations.routes.js')).conversationsRoutes },
      {
        path: 'people', canActivate: [ownersOnly], data: titled((words) => words.people.title),
        loadComponent: async () => (await import('./people/people.js')).People,
      },
      {
        path: 'reads', canActivate: [ownersAndAuditors], data: titled((words) => words.reads.title),
        loadComponent: async () => (await import('./history/reads.js')).Reads,
      },
      {
        path: 'profile', data: titled((words) => words.profile.title), canDeactivate: [askBeforeLeaving],
        loadComponent: async () => (await import('./profile/profile.js')).Profile,
      },
      { path: 'help/:page', data: titled((words) => words.shell.help), loadComponent: async () => (await import('./help/help.js')).Help },
      { path: '**', data: titled((words) => words.shell.notFound), loadComponent: async () => (await import('./shell/not-found.js')).NotFound },
    ],
  },
];
