import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { ErrorsPage } from '../errors/ErrorsPage';
import { readSearch } from '../errors/search';
import { PageFailed } from './PageFailed';
import { PageMissing } from './PageMissing';
import { Shell } from './Shell';

const root = createRootRoute({
  component: Shell,
  errorComponent: PageFailed,
  notFoundComponent: PageMissing,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/errors', search: {}, replace: true });
  },
});

export const errorsRoute = createRoute({
  getParentRoute: () => root,
  path: '/errors',
  validateSearch: readSearch,
  component: ErrorsPage,
});

export const erroredRoute = createRoute({
  getParentRoute: () => root,
  path: '/errors/$id',
  component: lazyRouteComponent(() => import('../errored/ErroredPage'), 'ErroredPage'),
});

const subscriptions = createRoute({
  getParentRoute: () => root,
  path: '/subscriptions',
  component: lazyRouteComponent(() => import('../subscriptions/SubscriptionsPage'), 'SubscriptionsPage'),
});

const channels = createRoute({
  getParentRoute: () => root,
  path: '/channels',
  component: lazyRouteComponent(() => import('../channels/ChannelsPage'), 'ChannelsPage'),
});

export const channelRoute = createRoute({
  getParentRoute: () => root,
  path: '/channels/$channel',
  component: lazyRouteComponent(() => import('../channels/ChannelPage'), 'ChannelPage'),
});

const plugins = createRoute({
  getParentRoute: () => root,
  path: '/plugins',
  component: lazyRouteComponent(() => import('../plugins/PluginsPage'), 'PluginsPage'),
});

const plugin = createRoute({
  getParentRoute: () => root,
  path: '/plugins/$plugin',
  component: lazyRouteComponent(() => import('../plugin/PluginPage'), 'PluginPage'),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: lazyRouteComponent(() => import('../audit/AuditPage'), 'AuditPage'),
});

const tokens = createRoute({
  getParentRoute: () => root,
  path: '/tokens',
  component: lazyRouteComponent(() => import('../tokens/TokensPage'), 'TokensPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    errorsRoute,
    erroredRoute,
    subscriptions,
    channels,
    channelRoute,
    plugins,
    plugin,
    audit,
    tokens,
  ]),
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
