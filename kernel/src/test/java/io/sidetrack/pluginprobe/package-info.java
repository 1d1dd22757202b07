/** What test plugins and tests share. */
package io.sidetrack.pluginprobe;
