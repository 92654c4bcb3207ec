package dev.tuwen.cli;

import picocli.CommandLine.TypeConversionException;

/// Numbers on the command line, with bounds.
final class Numbers {
    private Numbers() {}

    static int integer(String value, int least, int most) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is no whole number");
        }
        throw new TypeConversionException(value + " is not between " + least + " and " + most);
    }

    static float decimal(String value, double least, double most) {
        try {
            double number = Double.parseDouble(value.strip());
            if (number >= least && number <= most) {
                return (float) number;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is no number");
        }
        throw new TypeConversionException(value + " is not between " + least + " and " + most);
    }
}
