import type { PluginDetail, Subscription } from '../api/types';

export type ComponentKind = 'processor' | 'errorHandler' | 'brokerAdapter';

/** One component and one subscription that uses it. */
export interface Added {
  /** null where a subscription uses only a plugin that needs this one. */
  component: string | null;
  /** null where the plugin brings no such component, as far as it has told. */
  kind: ComponentKind | null;
  /** null where none uses it. */
  subscription: string | null;
}

/** What a plugin adds, each with who uses it; then what subscriptions want of it and it does not bring. */
export function addedBy(plugin: PluginDetail): Added[] {
  const { processors, errorHandlers, brokerAdapters, uses } = plugin;
  const brought = [
    ...processors.map((component) => ({ component, kind: 'processor' as const })),
    ...errorHandlers.map((component) => ({ component, kind: 'errorHandler' as const })),
    ...brokerAdapters.map((component) => ({ component, kind: 'brokerAdapter' as const })),
  ];
  const usersOf = (component: string) =>
    uses.filter(({ components }) => components.includes(component)).map(({ subscription }) => subscription);
  const known = new Set(brought.map(({ component }) => component));
  const missing = [...new Set(uses.flatMap(({ components }) => components))].filter(
    (name) => !known.has(name),
  );
  return [
    ...[...brought, ...missing.map((component) => ({ component, kind: null }))].flatMap(
      ({ component, kind }): Added[] => {
        const users = usersOf(component);
        return users.length === 0
          ? [{ component, kind, subscription: null }]
          : users.map((subscription) => ({ component, kind, subscription }));
      },
    ),
    ...uses
      .filter(({ components }) => components.length === 0)
      .map(({ subscription }) => ({ component: null, kind: null, subscription })),
  ];
}

/** The subscriptions that use something of this very plugin. */
export function usersOf({ uses }: PluginDetail): string[] {
  return uses.filter(({ components }) => components.length > 0).map(({ subscription }) => subscription);
}

/** The plugins that need this one, and are started anew when it is. */
export function othersReplacedWith({ id, replaced }: PluginDetail): string[] {
  return replaced.filter((other) => other !== id);
}

/** Whether the detail of a subscription is news: what it misses while the plugin does not run is said at the top of the page. */
export function tellsMore(
  { state, detail }: Pick<Subscription, 'state' | 'detail'>,
  plugin: PluginDetail['state'],
): boolean {
  return detail !== '' && (plugin === 'started' || state !== 'processor-missing');
}
