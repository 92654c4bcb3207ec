/// What a file really is, whatever its name: looked at in this one place, for pictures and for models alike. Knows none
/// of the formats that are read elsewhere; what those refuse is named here.
package dev.tuwen.filetype;
