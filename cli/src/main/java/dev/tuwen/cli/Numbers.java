package dev.tuwen.cli;

import picocli.CommandLine.TypeConversionException;

/// Numbers on the command line, with bounds.
final class Numbers {
    private Numbers() {}

    static int integer(String value, int minimum, int maximum) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= minimum && number <= maximum) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is no whole number");
        }
        throw new TypeConversionException(value + " is not between " + minimum + " and " + maximum);
    }

    static float decimal(String value, double minimum, double maximum) {
        try {
            double number = Double.parseDouble(value.strip());
            if (number >= minimum && number <= maximum) {
                return (float) number;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is no number");
        }
        throw new TypeConversionException(value + " is not between " + minimum + " and " + maximum);
    }
}
