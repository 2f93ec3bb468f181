import type { Routes } from '@angular/router';
import { askBeforeLeaving } from '../kit/leave-guard.js';
import { changersOnly } from '../try/try-guard.js';
import { titled } from '../titled.js';

const configuration = (version: 'published' | 'draft') => ({
  path: version, data: { ...titled((words) => words.channel.configuration[version]), version },
  canDeactivate: [askBeforeLeaving],
  loadComponent: async () => (await import('../channel/configuration.js')).Configuration,
});

export const agentRoutes: Routes = [{
  path: '', loadComponent: async () => (await import('./agent-page.js')).AgentPage,
  children: [
    { path: '', pathMatch: 'full', redirectTo: 'channel' },
    {
      path: 'channel', loadComponent: async () => (await import('../channel/channel-page.js')).ChannelPage,
      children: [
        { path: '', pathMatch: 'full', redirectTo: 'whatsapp' },
        {
          path: 'whatsapp', loadComponent: async () => (await import('../channel/whatsapp.js')).WhatsApp,
          children: [{ path: '', pathMatch: 'full', redirectTo: 'published' }, configuration('published'), configuration('draft')],
        },
      ],
    },
    {
      path: 'webhooks', loadComponent: async () => (await import('../webhooks/webhooks-page.js')).WebhooksPage,
      children: [
        { path: '', pathMatch: 'full', redirectTo: 'published' },
        ...(['published', 'draft'] as const).map((version) => ({
          path: version, data: { ...titled((words) => words.webhooks.title), version },
          loadComponent: async () => (await import('../webhooks/webhooks.js')).Webhooks,
        })),
      ],
    },
    {
      path: 'try', data: titled((words) => words.tryIt.title), canActivate: [changersOnly],
      loadComponent: async () => (await import('../try/try-it.js')).TryIt,
    },
    { path: 'history', loadChildren: async () => (await import('../history/history.routes.js')).historyRoutes },
    {
      path: 'settings', data: titled((words) => words.agent.settings), canDeactivate: [askBeforeLeaving],
      loadComponent: async () => (await import('./agent-settings.js')).AgentSettings,
    },
  ],
}];
