package io.sidetrack.kernel.plugin;

import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.Options;
import io.sidetrack.kernel.config.Problem;
import io.sidetrack.kernel.plugin.PluginDetail.OptionState;
import io.sidetrack.kernel.plugin.PluginDetail.Origin;
import io.sidetrack.kernel.plugin.SetOptions.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one plugin is given for its options: what stands in the file, and in its place what people have set on the node. Immutable.
 *
 * @param file by name
 */
record GivenOptions(String plugin, Map<String, Object> file, SetOptions set) {

    GivenOptions with(SetOptions now) {
        return new GivenOptions(plugin, file, now);
    }

    /** Where options stand in the file, and in messages. */
    String path() {
        return "plugins." + plugin + ".options";
    }

    /** Checks them against a declaration; a problem of what was set here says so. */
    Options check(List<Option<?>> declared, List<Problem> problems) {
        List<String> found = new ArrayList<>();
        Options options = Options.check(path(), declared, values(), found);
        found.forEach(text -> problems.add(problem(text)));
        return options;
    }

    /** The same, as nobody has set yet what is asked for. */
    GivenOptions asked() {
        return new GivenOptions(plugin, values(), SetOptions.NONE);
    }

    private Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>(file);
        set.settings().forEach((name, setting) -> values.put(name, setting.value()));
        return values;
    }

    /** {@code Options.check} tells each problem as {@code path: message}. */
    private Problem problem(String text) {
        int end = text.indexOf(": ");
        String name = text.substring(path().length() + 1, end);
        Setting setting = set.settings().get(name);
        String message = text.substring(end + 2);
        return new Problem(
                text.substring(0, end),
                0,
                setting == null ? message : message + " (" + setting.origin(plugin, name) + ")");
    }

    /** What is set here, each with what the file says in its place; of secrets, and of what nobody declares, no value. */
    List<Problem> told(List<Option<?>> declared) {
        List<Problem> told = new ArrayList<>();
        new TreeMap<>(set.settings()).forEach((name, setting) -> {
            boolean open = declared.stream().anyMatch(option -> option.name().equals(name) && !option.secret());
            Object inFile = file.get(name);
            told.add(new Problem(
                    path() + "." + name,
                    0,
                    "is " + shown(setting.value(), open)
                            + (inFile == null ? "" : " in place of " + shown(inFile, open) + " in the file")
                            + " (" + setting.origin(plugin, name) + ")"));
        });
        return told;
    }

    private static String shown(Object value, boolean open) {
        return open ? "'" + value + "'" : "(hidden)";
    }

    /** Each declared option as it stands, then what was set here and is not declared. */
    List<OptionState> states(List<Option<?>> declared) {
        List<OptionState> states = new ArrayList<>();
        TreeSet<String> unknown = new TreeSet<>(set.settings().keySet());
        for (Option<?> option : declared) {
            unknown.remove(option.name());
            states.add(state(option.name(), option));
        }
        unknown.forEach(name -> states.add(state(name, null)));
        return states;
    }

    private OptionState state(String name, @Nullable Option<?> option) {
        Setting setting = set.settings().get(name);
        Object inFile = file.get(name);
        if (setting != null) {
            return new OptionState(
                    name, option, setting.value(), Origin.SET_HERE, setting.by(), setting.at(), inFile != null);
        }
        return new OptionState(
                name, option, inFile, inFile == null ? Origin.DEFAULT : Origin.FILE, null, null, inFile != null);
    }
}
