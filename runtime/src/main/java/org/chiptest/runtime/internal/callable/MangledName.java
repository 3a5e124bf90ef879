package org.chiptest.runtime.internal.callable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Read the name of a C++ function or variable out of its symbol, without its parameters. */
public final class MangledName {

    private static final Pattern SYMBOL = Pattern.compile("^_Z(?:N[rVK]*|L)?(?=\\d)");
    private static final Pattern LENGTH = Pattern.compile("\\G\\d+");

    private static final int MOST_DIGITS = 4;

    private MangledName() {}

    /** Return how messages name a symbol: {@code '_ZN3foo3barEi', in C++ foo::bar}; one of C stands as it is. */
    public static String describe(String symbol) {
        String name = plain(symbol);
        return "'" + symbol + "'" + (name.equals(symbol) ? "" : ", in C++ " + name);
    }

    /** Return the name that a programmer has written; of what is not made of names only, such as templates, the symbol itself. */
    public static String plain(String symbol) {
        Matcher begin = SYMBOL.matcher(symbol);
        if (!begin.find()) {
            return symbol;
        }
        List<String> names = new ArrayList<>();
        Matcher length = LENGTH.matcher(symbol);
        int at = begin.end();
        while (length.find(at)) {
            int end = length.group().length() > MOST_DIGITS
                    ? Integer.MAX_VALUE
                    : length.end() + Integer.parseInt(length.group());
            if (end > symbol.length()) {
                return symbol;
            }
            names.add(symbol.substring(length.end(), end));
            at = end;
        }
        return String.join("::", names);
    }
}
