import type { components } from './contract.gen';

type Schemas = components['schemas'];

export type Errored = Schemas['Errored'];
export type ErroredDetail = Schemas['ErroredDetail'];
export type Status = Schemas['Status'];
export type Received = Schemas['Received'];
export type CloudEvent = Schemas['Event'];
export type Cause = Schemas['Cause'];
export type Attempt = ErroredDetail['attempts'][number];
export type Resolution = ErroredDetail['resolutions'][number];
export type Revision = ErroredDetail['revisions'][number];
export type SidingEntry = Schemas['SidingEntry'];
export type Decision = Schemas['Decision'];
export type Subscription = Schemas['Subscription'];
export type Broker = Schemas['Broker'];
export type Channel = Schemas['Channel'];
export type ChannelEvent = Schemas['ChannelEvent'];
export type Plugin = Schemas['Plugin'];
export type PluginDetail = Schemas['PluginDetail'];
export type PluginOption = Schemas['PluginOption'];
export type AuditEntry = Schemas['AuditEntry'];
export type Token = Schemas['Token'];
export type Session = Schemas['Session'];
export type NodeInfo = Schemas['Node'];
