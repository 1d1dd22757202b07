import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Problem } from '../api/problem';
import { pluginQuery, pluginsQuery, setPluginOptions, type SeenPlugin } from '../api/queries';
import type { PluginOption } from '../api/types';
import {
  bodyOf,
  changesSomething,
  complaintsOf,
  isSameChange,
  stampOf,
  type Body,
  type Change,
  type Changes,
} from './changes';
import { dropDraft, forgetSecrets, keepChange, keepOnTopOf, useDraft } from './drafts';

/** What a person is about to set, and how the node took what was set last. */
export interface OptionsForm {
  /** What would be sent now. */
  body: Body;
  dirty: boolean;
  /** Somebody else has set options since the changes began. */
  overtaken: boolean;
  /** Their names. */
  meanwhile: string[];
  busy: boolean;
  problem: Problem | null;
  /** Complaints about no option that is shown. */
  unplaced: { at: string; detail: string }[];
  /** How the plugin was once the options were set. */
  done: SeenPlugin['plugin']['state'] | null;
  changeOf: (option: PluginOption) => Change | undefined;
  complaintsOf: (option: PluginOption) => string[];
  isMeanwhile: (option: PluginOption) => boolean;
  change: (option: PluginOption, change: Change | undefined) => void;
  dropAll: () => void;
  keepMine: () => void;
  apply: () => void;
}

const NONE: Changes = new Map();

export function useOptions(seen: SeenPlugin): OptionsForm {
  const queries = useQueryClient();
  const { id, options } = seen.plugin;
  const draft = useDraft(id);
  const changes = draft?.changes ?? NONE;
  const body = bodyOf(options, changes);
  const dirty = Object.keys(body).length > 0;
  const overtaken = dirty && draft !== undefined && draft.etag !== seen.etag;
  useEffect(() => () => forgetSecrets(id), [id]);

  const set = useMutation({
    mutationFn: ({ etag, asked }: { etag: string; asked: Body; from: Changes }) =>
      setPluginOptions(id, etag, asked),
    onSuccess: (now) => {
      dropDraft(id);
      void queries.cancelQueries(pluginQuery(id)); // an answer under way may be older
      queries.setQueryData(pluginQuery(id).queryKey, now);
    },
    onSettled: () => void queries.invalidateQueries(pluginsQuery), // not waited for: what came of it is told at once
  });
  const problem = set.error === null ? null : set.error instanceof Problem ? set.error : new Problem(0, {});
  const complaints = problem && complaintsOf(problem, options);
  const isMeanwhile = (option: PluginOption) =>
    draft !== undefined && draft.etag !== seen.etag && draft.stamps.get(option.name) !== stampOf(option);

  return {
    body,
    dirty,
    overtaken,
    meanwhile: options.filter(isMeanwhile).map(({ name }) => name),
    busy: set.isPending,
    problem,
    unplaced: complaints?.rest ?? [],
    done: set.data?.plugin.state ?? null,
    changeOf: ({ name }) => changes.get(name),
    complaintsOf: ({ name }) =>
      isSameChange(changes.get(name), set.variables?.from.get(name)) ? (complaints?.of.get(name) ?? []) : [],
    isMeanwhile,
    change: (option, change) =>
      keepChange(
        seen,
        option.name,
        change !== undefined && changesSomething(option, change) ? change : undefined,
      ),
    dropAll: () => {
      dropDraft(id);
      set.reset();
    },
    keepMine: () => {
      keepOnTopOf(seen);
      set.reset();
    },
    apply: () => {
      if (draft !== undefined && dirty && !set.isPending) {
        set.mutate({ etag: draft.etag, asked: body, from: changes });
      }
    },
  };
}
