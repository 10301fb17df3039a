#ifndef LASTBIT_CBUILD_H
#define LASTBIT_CBUILD_H

/// The commit of the sources that this program was built from, as 40 hexadecimal digits, followed by
/// `-dirty` where they had changes; empty where the build was not told.
const char *lastbit_commit(void);

#endif
