"""Officers of the countries and from elsewhere: who is on which shift, who searches, who arrests."""
