import type { Routes } from '@angular/router';
import { askBeforeLeaving } from '../kit/leave-guard.js';
import { titled } from '../titled.js';

export const conversationsRoutes: Routes = [
  { path: '', data: titled((words) => words.conversations.title), loadComponent: async () => (await import('./conversations.js')).Conversations },
  {
    path: ':conversation', data: titled((words) => words.conversations.timeline), canDeactivate: [askBeforeLeaving],
    loadComponent: async () => (await import('./conversation.js')).Conversation,
  },
];
